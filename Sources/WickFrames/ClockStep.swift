public import WickDomain

/// Something that happened to the clock of a live run, as its log and its recording tell it. Receive times are the run's own and
/// rise all the same; see `RunClock`.
public struct ClockStep: Equatable, Sendable, Codable, CustomStringConvertible {
    public enum Kind: String, Sendable, Codable {
        /// The wall clock was set, and not followed.
        case wall
        /// The run's time went forward to where the venues' trades and the wall clock are.
        case followed
        /// The machine slept.
        case suspended
        /// The run began behind what was known already, because the wall clock showed an earlier time.
        case behind
    }

    public let kind: Kind
    /// How far, forward above zero.
    public let by: Duration
    /// How far the wall clock is ahead of the run's time since; about zero where they agree.
    public let lead: Duration

    public init(kind: Kind, by step: Duration, lead: Duration) {
        (self.kind, self.by, self.lead) = (kind, step, lead)
    }

    /// - Parameters: in nanoseconds.
    init(_ kind: Kind, by step: Int64, lead: Int64) {
        self.init(kind: kind, by: .microseconds(step / 1000), lead: .microseconds(lead / 1000))
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case by = "by_microseconds"
        case lead = "lead_microseconds"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decode(Kind.self, forKey: .kind)
        by = .microseconds(try values.decode(Int64.self, forKey: .by))
        lead = .microseconds(try values.decode(Int64.self, forKey: .lead))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        try values.encode(by.microseconds, forKey: .by)
        try values.encode(lead.microseconds, forKey: .lead)
    }

    public var description: String {
        switch kind {
        case .wall where lead.magnitude <= RunClock.tolerance:
            "the wall clock agrees with this run's time again"
        case .wall where by < .zero:
            "the wall clock was set back by \(Self.text(by)): this run's time goes on, \(Self.text(lead)) "
                + "\(Self.side(lead)) it; where the clock was wrong before and is right now, restart wick"
        case .wall:
            "the wall clock was set forward by \(Self.text(by)): this run's time goes on, \(Self.text(lead)) "
                + "\(Self.side(lead)) it, until trades agree with the clock"
        case .followed:
            "this run's time went forward by \(Self.text(by)), to where the venues' trades are"
        case .suspended: "the machine was suspended for \(Self.text(by))"
        case .behind:
            "the wall clock is \(Self.text(by)) behind what is stored already: this run's time begins there; "
                + "set this machine's clock"
        }
    }

    private static func side(_ lead: Duration) -> String { lead < .zero ? "ahead of" : "behind" }

    private static func text(_ duration: Duration) -> String {
        "\((duration.magnitude.seconds * 10).rounded() / 10) s"
    }
}

extension Duration {
    fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
