import WickDomain

/// How often a simulated venue misbehaves, and when. With a seed it fixes every fault of a run.
///
/// As text: `all`, `none` and `name=value` with commas between them, read from left to right, e.g.
/// `all,hidden=0,until=3000`. Names are those of `FaultKind`, each with a chance from 0 to 1 (`skew` with seconds from
/// -3600 to 3600); `drop` means a third each of `reset`, `finish` and `silence`; `from` and `until` are seconds since
/// the venue opened, outside of which nothing is done (but the skew, which is constant).
public struct FaultPlan: Equatable, Sendable, CustomStringConvertible {
    private var values: [Double]
    /// Faults happen in [from, until), in seconds since the venue opened.
    public var from: Double = 0
    public var until: Double = .infinity

    public static let none = FaultPlan(values: FaultKind.allCases.map { _ in 0 })

    /// Everything, about as often as a one-hour market can bear.
    public static let all: FaultPlan = {
        var plan = FaultPlan.none
        for (kind, value) in preset { plan[kind] = value }
        return plan
    }()

    private static let preset: [(FaultKind, Double)] = [
        (.reset, 0.003), (.finish, 0.003), (.silence, 0.0015), (.shutdown, 0.001), (.slow, 0.003),
        (.lost, 0.002), (.duplicate, 0.005), (.reorder, 0.005), (.delay, 0.005), (.malformed, 0.001),
        (.fragment, 0.01), (.oversize, 0.000_02), (.hidden, 0.0002), (.refuse, 0.15), (.unavailable, 0.05),
        (.tooManyRequests, 0.03), (.banned, 0.01), (.slowAnswer, 0.03), (.pong, 0.1), (.subscribe, 0.1), (.skew, 0.4),
    ]

    private init(values: [Double]) { self.values = values }

    /// - Throws: `SimulationError.parameter` naming the part that cannot be understood, and what is allowed.
    public init(_ text: String) throws(SimulationError) {
        self = .none
        for part in text.split(separator: ",") {
            switch part {
            case "all": self = .all
            case "none": self = .none
            default: try apply(part)
            }
        }
        try validate()
    }

    private mutating func apply(_ part: Substring) throws(SimulationError) {
        let sides = part.split(separator: "=", maxSplits: 1)
        guard sides.count == 2, let value = Double(sides[1]), !value.isNaN else {
            throw .parameter(name: "a fault", value: "'\(part)'", allowed: "all, none, or name=number")
        }
        switch sides[0] {
        case "drop": for kind in [FaultKind.reset, .finish, .silence] { self[kind] = value / 3 }
        case "from": from = value
        case "until": until = value
        default:
            guard let kind = FaultKind(rawValue: String(sides[0])) else {
                let names = FaultKind.allCases.map(\.rawValue) + ["drop", "from", "until"]
                throw .parameter(name: "a fault", value: "'\(sides[0])'", allowed: names.joined(separator: ", "))
            }
            self[kind] = value
        }
    }

    private func validate() throws(SimulationError) {
        for kind in FaultKind.allCases {
            let allowed = kind == .skew ? -3600.0...3600.0 : 0.0...1.0
            guard allowed.contains(self[kind]) else {
                throw .parameter(
                    name: "fault \(kind.rawValue)", value: "\(self[kind])",
                    allowed: "\(allowed.lowerBound) to \(allowed.upperBound)")
            }
        }
        let sum = FaultKind.ofMessages.reduce(0) { $0 + self[$1] }
        guard sum <= 1 else {
            throw .parameter(name: "the sum of chances of a message", value: "\(sum)", allowed: "0 to 1")
        }
    }

    /// The chance of a fault; of `skew`, the seconds.
    public subscript(kind: FaultKind) -> Double {
        get { values[kind.ordinal] }
        set { values[kind.ordinal] = newValue }
    }

    /// By how much the venue's clock is ahead.
    public var skew: Duration { .microseconds(Int64((self[.skew] * 1e6).rounded())) }

    /// The plan that leaves the trades as they are under this one, and does nothing else: for the run to compare with.
    public var harmless: FaultPlan {
        var plan = FaultPlan.none
        plan[.skew] = self[.skew]
        return plan
    }

    func isActive(after elapsed: Duration) -> Bool { (from..<until).contains(elapsed.seconds) }

    /// The text that gives this plan.
    public var description: String {
        var parts = FaultKind.allCases.filter { self[$0] != 0 }.map { "\($0.rawValue)=\(self[$0])" }
        if from != 0 { parts.append("from=\(from)") }
        if until != .infinity { parts.append("until=\(until)") }
        return parts.isEmpty ? "none" : parts.joined(separator: ",")
    }
}

extension FaultPlan: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(String(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws { try description.encode(to: encoder) }
}
