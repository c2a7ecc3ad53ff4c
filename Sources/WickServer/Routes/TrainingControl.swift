public import WickDomain

/// Starts and ends trainings for the API. Answers at once; how a training goes on is seen in the served state.
public protocol TrainingControl: Sendable {
    /// - Throws: why it does not begin.
    func start(_ wish: TrainingWish) throws(TrainingRefusal)
    /// - Returns: whether there was one.
    func cancel() -> Bool
}

/// What somebody wants trained.
public struct TrainingWish: Equatable, Sendable {
    /// Each once; at least one.
    public let instruments: [Instrument]
    /// How far back from the newest stored minute the rows go; nil for the default.
    public let days: Int?

    public init(instruments: [Instrument], days: Int?) {
        self.instruments = instruments
        self.days = days
    }
}

public enum TrainingRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// With what is running.
    case busy(String)
    case stopping

    public var description: String {
        switch self {
        case .busy(let running): "\(running) is running; wait for it, or cancel it with DELETE"
        case .stopping: "the service is stopping"
        }
    }
}
