public import WickDomain

/// Rows of a venue's answers that could not be used: how many for each reason, and the first of each.
public struct UnusableRows: Equatable, Sendable {
    public struct Reason: Equatable, Sendable {
        /// What of the row was wrong, e.g. "volume".
        public let field: String
        public fileprivate(set) var count: Int
        /// The first such row, in the words of its error.
        public let first: String
        /// The minute of that row, where its time could be read.
        public let firstTime: Timestamp?
    }

    /// There are some ten fields in a row; what lies beyond is counted together.
    static let maximumReasons = 16

    /// In the order in which they turned up.
    public private(set) var reasons: [Reason] = []

    public init() {}

    public var count: Int { reasons.reduce(0) { $0 + $1.count } }
    public var isEmpty: Bool { reasons.isEmpty }

    mutating func add(_ error: DecodingError, at time: Timestamp?) {
        let field =
            switch error {
            case .badField(_, _, let field, _), .missingField(_, _, let field): field
            case .notJSON, .refused: "row"
            }
        add(Reason(field: field, count: 1, first: "\(error)", firstTime: time))
    }

    mutating func add(_ others: UnusableRows) {
        for reason in others.reasons { add(reason) }
    }

    private mutating func add(_ reason: Reason) {
        if let index = reasons.firstIndex(where: { $0.field == reason.field }) {
            reasons[index].count += reason.count
        } else if reasons.count < Self.maximumReasons {
            reasons.append(reason)
        } else {
            reasons[reasons.count - 1].count += reason.count
        }
    }
}
