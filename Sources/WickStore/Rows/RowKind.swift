/// The kinds of rows that stages give out, named after their tables.
public enum RowKind: String, CaseIterable, Sendable, Comparable {
    case candle
    case feature
    case headline
    case sentiment
    case gap
    case prediction
    case outcome

    /// "2 features".
    func words(_ count: Int) -> String { "\(count) \(rawValue)\(count == 1 || self == .sentiment ? "" : "s")" }

    public static func < (left: RowKind, right: RowKind) -> Bool { left.place < right.place }

    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How many rows of each kind.
public struct RowCounts: Equatable, Sendable, CustomStringConvertible {
    private var counts: [RowKind: Int] = [:]

    public init() {}

    public subscript(kind: RowKind) -> Int {
        get { counts[kind] ?? 0 }
        set { counts[kind] = newValue == 0 ? nil : newValue }
    }

    public var total: Int { counts.values.reduce(0, +) }
    public var isEmpty: Bool { counts.isEmpty }

    /// Those that are not 0, in the order of `RowKind`.
    public var listed: [(kind: RowKind, count: Int)] {
        RowKind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
    }

    public static func += (left: inout RowCounts, right: RowCounts) {
        for (kind, count) in right.listed { left[kind] += count }
    }

    /// "120 features, 1 candle".
    public var description: String {
        isEmpty ? "no rows" : listed.map { $0.kind.words($0.count) }.joined(separator: ", ")
    }
}
