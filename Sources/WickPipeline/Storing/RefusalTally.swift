public import WickStore

/// Counts rows that were set aside because they can never be stored, by kind and reason, and says when somebody should be told.
public struct RefusalTally: Sendable {
    /// Reasons that are told apart; further ones are counted as "another reason".
    static let maximumReasons = 100
    private static let otherReason = "another reason"

    /// In the order in which each was first met.
    public private(set) var counts: [RefusalCount] = []

    public init() {}

    public var byKind: RowCounts {
        var sum = RowCounts()
        for entry in counts { sum[entry.kind] += entry.count }
        return sum
    }

    /// - Returns: those that are new, or of which there are ten times as many as when they were told last.
    mutating func add(_ rows: [RefusedRow]) -> [RefusalCount] {
        var before: [Int: Int] = [:]
        for row in rows {
            let index = index(of: row)
            before[index] = before[index] ?? counts[index].count
            counts[index].count += 1
        }
        return before.keys.sorted().compactMap { index in
            Self.digits(before[index] ?? 0) < Self.digits(counts[index].count) ? counts[index] : nil
        }
    }

    private static func digits(_ count: Int) -> Int { count == 0 ? 0 : "\(count)".count }

    private mutating func index(of row: RefusedRow) -> Int {
        let isKnown = counts.firstIndex { $0.kind == row.kind && $0.reason == row.reason }
        if let isKnown { return isKnown }
        let reason = counts.count < Self.maximumReasons ? row.reason : Self.otherReason
        if let index = counts.firstIndex(where: { $0.kind == row.kind && $0.reason == reason }) { return index }
        counts.append(RefusalCount(kind: row.kind, reason: reason, count: 0, example: row.what))
        return counts.count - 1
    }
}

extension RefusalCount {
    /// "3 predictions can never be stored (NOT NULL constraint failed), such as prediction x; they are kept in refused_row".
    public var words: String {
        var counts = RowCounts()
        counts[kind] = count
        return "\(counts) can never be stored (\(reason)), such as \(example); kept in the table refused_row"
    }
}
