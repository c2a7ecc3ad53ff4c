public import WickDomain

/// Stretches of minutes that a dump leaves out and of which nobody can say what happened. Counted; the first are kept.
public struct UnknownRuns: Equatable, Sendable {
    public static let maximumKept = 5

    public private(set) var count = 0
    public private(set) var minutes = 0
    public private(set) var first: [Range<Timestamp>] = []

    public init() {}

    mutating func note(from start: Timestamp, minutes length: Int) {
        guard length > 0 else { return }
        count += 1
        minutes += length
        if first.count < Self.maximumKept { first.append(start..<start + .seconds(60 * length)) }
    }

    /// As "3 runs of 412 minutes: 2018-01-11T10:00:00Z to 2018-01-11T12:00:00Z, …".
    public var description: String {
        let shown = first.map { "\($0.lowerBound) to \($0.upperBound)" }.joined(separator: ", ")
        let rest = count > first.count ? ", and \(count - first.count) more" : ""
        return "\(count) run\(count == 1 ? "" : "s") of \(minutes) minutes: \(shown)\(rest)"
    }
}
