import WickDomain

/// Which column of a dump holds what.
struct DumpLayout: Equatable {
    /// More than any dump has; a row's fields are kept in place, so there must be an end.
    static let maximumColumns = 32

    let kind: DumpKind
    let columns: [DumpColumn]
    /// Columns at the end that a row may leave out.
    let optionalTail: Int

    init(kind: DumpKind, columns: [DumpColumn], optionalTail: Int = 0) {
        self.kind = kind
        self.columns = columns
        self.optionalTail = optionalTail
    }

    /// The columns that the caller names.
    init(kind: DumpKind, names: [String]) throws(DumpError) {
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
        self.init(kind: kind, columns: columns)
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

    var timePosition: Int { requiredPosition(of: kind == .klines ? .openTime : .time) }

    /// How many fields a row may have.
    var fieldCounts: ClosedRange<Int> { columns.count - optionalTail...columns.count }

    /// Whether a row has as many fields as it may; an empty one behind its last separator does not count.
    func fits(_ fields: borrowing DumpFields) -> Bool {
        fieldCounts.contains(fields.count) || fieldCounts.contains(fields.trimmedCount)
    }

    /// As `--columns` takes it.
    var names: String { columns.map(\.rawValue).joined(separator: ",") }
}
