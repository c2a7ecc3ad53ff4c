public import WickDomain

/// One page of trades as a venue's REST interface gave it.
public struct RestPage: Equatable, Sendable {
    /// A row that cannot be used, for example because it has more digits than are kept. The trade did happen, so
    /// whatever it belongs to lacks it: its minute, and the run of ids.
    public struct Unusable: Equatable, Sendable {
        /// How many usable trades stand before it.
        public let position: Int
        /// Nil where it cannot be read.
        public let time: Timestamp?
        public let reason: DecodingError

        public init(position: Int, time: Timestamp?, reason: DecodingError) {
            (self.position, self.time, self.reason) = (position, time, reason)
        }
    }

    /// A row in its place.
    enum Entry {
        case trade(Trade)
        /// With the time of the usable trade behind it.
        case unusable(Unusable, next: Timestamp?)
    }

    /// In the order of the answer.
    public var trades: [Trade]
    public var unusable: [Unusable]
    /// The venue's own word for where the next page begins, to be sent back as it is; Kraken has one.
    public var cursor: String?

    public init(trades: [Trade] = [], unusable: [Unusable] = [], cursor: String? = nil) {
        self.trades = trades
        self.unusable = unusable
        self.cursor = cursor
    }

    /// The lowest and the highest id; nil for an empty page.
    public var ids: ClosedRange<UInt64>? {
        guard let first = trades.map(\.id).min(), let last = trades.map(\.id).max() else { return nil }
        return first...last
    }

    /// Whether every row of it can be used, so that what it leaves out may count as absent.
    public var isWhole: Bool { unusable.isEmpty }

    /// All rows by time, each trade once; rows that cannot be used stand where the answer has them.
    var ascending: [Entry] {
        var entries: [(time: Timestamp, order: Int, entry: Entry)] = []
        var ids: Set<UInt64> = []
        for trade in trades.sorted(by: { ($0.eventTime, $0.id) < ($1.eventTime, $1.id) })
        where ids.insert(trade.id).inserted {
            entries.append((trade.eventTime, 1, .trade(trade)))
        }
        for row in unusable {
            let next = row.position < trades.count ? trades[row.position].eventTime : nil
            let time = row.time ?? next ?? entries.last?.time ?? Timestamp(microseconds: .min)
            // Before the trade that it stood before, or behind the last.
            entries.append((time, row.time == nil && next != nil ? 0 : 2, .unusable(row, next: next)))
        }
        return entries.sorted { ($0.time, $0.order) < ($1.time, $1.order) }.map(\.entry)
    }
}
