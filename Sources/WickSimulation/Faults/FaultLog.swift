public import WickDomain

/// A fault that was done, and to whom.
public struct InjectedFault: Equatable, Sendable, CustomStringConvertible {
    public let kind: FaultKind
    /// When, in virtual time.
    public let time: Timestamp
    /// Nil for REST, for connections that were never opened, and for what befalls everybody.
    public let connection: Int?
    /// Whose trades it touched, and which.
    public let instrument: Instrument?
    public let ids: ClosedRange<UInt64>?
    /// In words, e.g. "Retry-After 3".
    public let detail: String

    init(
        _ kind: FaultKind, at time: Timestamp, connection: Int? = nil, instrument: Instrument? = nil,
        ids: ClosedRange<UInt64>? = nil, detail: String = ""
    ) {
        self.kind = kind
        self.time = time
        self.connection = connection
        self.instrument = instrument
        self.ids = ids
        self.detail = detail
    }

    public var description: String {
        var text = "\(time) \(kind.rawValue)"
        if let connection { text += " connection \(connection)" }
        if let instrument { text += " \(instrument)" }
        if let ids { text += " \(ids.lowerBound)-\(ids.upperBound)" }
        return detail.isEmpty ? text : text + ": " + detail
    }
}

/// What a client did against the venue's rules, such as asking again before Retry-After was over.
public struct ClientViolation: Equatable, Sendable, CustomStringConvertible {
    public let time: Timestamp
    public let connection: Int?
    public let detail: String

    public var description: String {
        "\(time) violation" + (connection.map { " connection \($0)" } ?? "") + ": " + detail
    }
}

/// Every fault that was done and every rule that a client broke, in the order of virtual time.
public struct FaultLog: Equatable, Sendable {
    /// Beyond, entries are counted and not kept: 100,000 of some 150 bytes are 15 MB.
    public static let maximumEntries = 100_000

    public private(set) var faults: [InjectedFault] = []
    public private(set) var violations: [ClientViolation] = []
    private var counts = FaultKind.allCases.map { _ in 0 }

    public func count(of kind: FaultKind) -> Int { counts[kind.ordinal] }

    mutating func add(_ fault: InjectedFault) {
        counts[fault.kind.ordinal] += 1
        if faults.count < Self.maximumEntries { faults.append(fault) }
    }

    mutating func addViolation(_ detail: String, at time: Timestamp, connection: Int? = nil) {
        guard violations.count < Self.maximumEntries else { return }
        violations.append(ClientViolation(time: time, connection: connection, detail: detail))
    }
}
