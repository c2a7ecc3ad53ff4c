import WickDomain

/// Which column of a dump holds what.
struct DumpLayout: Equatable {
    /// More than any dump has; a row's fields are kept in place, so there must be an end.
    static let maximumColumns = 16

    let kind: DumpKind
    let columns: [DumpColumn]
    /// Columns at the end that a row may leave out.
    let optionalTail: Int

    /// The columns that a venue publishes for a kind of dump, or those that the caller names.
    init(venue: Venue, kind: DumpKind, names: [String]?) throws(DumpError) {
        if let names {
            try self.init(kind: kind, names: names)
        } else if let columns = Self.publishedColumns(venue: venue, kind: kind) {
            // Binance left `isBestMatch` out of some years' files.
            self.init(kind: kind, columns: columns, optionalTail: kind == .klines || venue != .binance ? 0 : 1)
        } else {
            throw .noPublishedColumns(venue: venue, kind: kind)
        }
    }

    private init(kind: DumpKind, columns: [DumpColumn], optionalTail: Int) {
        self.kind = kind
        self.columns = columns
        self.optionalTail = optionalTail
    }

    private init(kind: DumpKind, names: [String]) throws(DumpError) {
        var columns: [DumpColumn] = []
        let allowed = kind.requiredColumns + kind.optionalColumns
        for name in names {
            guard let column = DumpColumn(rawValue: name), allowed.contains(column) else {
                let list = allowed.map(\.rawValue).joined(separator: ", ")
                throw .badColumns(reason: "'\(name)' is not a column of \(kind); allowed are \(list)")
            }
            guard column == .ignore || !columns.contains(column) else {
                throw .badColumns(reason: "'\(name)' is named twice")
            }
            columns.append(column)
        }
        if let missing = kind.requiredColumns.first(where: { !columns.contains($0) }) {
            throw .badColumns(reason: "\(kind) need a column '\(missing)'")
        }
        guard columns.count <= Self.maximumColumns else {
            throw .badColumns(reason: "\(columns.count) columns are more than \(Self.maximumColumns)")
        }
        self.init(kind: kind, columns: columns, optionalTail: 0)
    }

    /// Where a column stands; nil when the dump does not have it.
    func position(of column: DumpColumn) -> Int? { columns.firstIndex(of: column) }

    /// Where a column stands that every dump of this kind has.
    func requiredPosition(of column: DumpColumn) -> Int {
        guard let position = position(of: column) else {
            preconditionFailure("a layout of \(kind) was made without \(column)")
        }
        return position
    }

    /// How many fields a row may have.
    var fieldCounts: ClosedRange<Int> { columns.count - optionalTail...columns.count }

    /// As `--columns` takes it.
    var names: String { columns.map(\.rawValue).joined(separator: ",") }

    /// Binance: "Public data" repository, README, tables of klines, trades and aggTrades. Kraken: "Downloadable historical
    /// market data (time and sales)". Bitfinex: the order of its candles endpoint, which its archives keep.
    private static func publishedColumns(venue: Venue, kind: DumpKind) -> [DumpColumn]? {
        switch (venue, kind) {
        case (.binance, .klines):
            [
                .openTime, .open, .high, .low, .close, .volume, .closeTime, .notional, .trades, .buyVolume,
                .buyNotional, .ignore,
            ]
        case (.binance, .trades): [.id, .price, .quantity, .notional, .time, .isBuyerMaker, .ignore]
        case (.binance, .aggTrades): [.id, .price, .quantity, .firstID, .lastID, .time, .isBuyerMaker, .ignore]
        case (.kraken, .trades): [.time, .price, .quantity]
        case (.bitfinex, .klines): [.openTime, .open, .close, .high, .low, .volume]
        default: nil
        }
    }
}
