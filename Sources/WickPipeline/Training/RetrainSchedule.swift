public import WickDomain
public import WickLearning

/// When a model is trained again without being asked: after so long, when its features have drifted, or when it no
/// longer errs less than predicting no change. Decides; whoever owns the clock asks now and then.
public struct RetrainSchedule: Equatable, Sendable {
    /// Why it is time.
    public enum Reason: Equatable, Sendable, CustomStringConvertible {
        case untrained
        case age(hours: Int)
        case drift(features: [String])
        case error(skill: Double)

        public var description: String {
            switch self {
            case .untrained: "it has never been trained"
            case .age(let hours): "the last training was \(hours) h ago"
            case .drift(let features): "drifted: \(features.joined(separator: ", "))"
            case .error(let skill):
                "over a day it erred by \((-skill * 1000).rounded() / 10) % more than predicting no change"
            }
        }
    }

    /// Nil: not by age.
    public var everyHours: Int?
    public var onDrift: Bool
    public var onError: Bool
    /// A reason other than age counts again only so long after the last training, or a market that has changed for good
    /// would be trained on without end.
    public static let pause: Duration = .seconds(6 * 3600)
    /// So many features must have drifted: of sixty, one or two alone are no other market.
    public static let driftedFeatures = 3
    /// Outcomes that a day's error needs.
    public static let leastOutcomes = 720

    public init(everyHours: Int? = nil, onDrift: Bool = false, onError: Bool = false) {
        precondition(everyHours ?? 1 >= 1, "a model that is trained more than once an hour")
        self.everyHours = everyHours
        self.onDrift = onDrift
        self.onError = onError
    }

    /// - Parameters:
    ///   - lastTraining: the start of the target's last run, however it ended; nil where there was none.
    ///   - drift: of the champion, from `PredictionStage`.
    ///   - day: the rolling error of the last day.
    /// - Returns: nil where it is not time.
    public func reason(
        now: Timestamp, lastTraining: Timestamp?, drift: [DriftMonitor.FeatureDrift], day: RollingErrors.Metrics?
    ) -> Reason? {
        let age = lastTraining.map { now - $0 }
        if let everyHours {
            guard let age else { return .untrained }
            if age >= .seconds(everyHours * 3600) { return .age(hours: Int(age.components.seconds / 3600)) }
        }
        guard age ?? Self.pause >= Self.pause else { return nil }
        let drifted = drift.filter { $0.level == .drifted }.map(\.name)
        if onDrift, drifted.count >= Self.driftedFeatures { return .drift(features: drifted) }
        if onError, let day, day.n >= Self.leastOutcomes, let skill = day.skill, skill < 0 {
            return .error(skill: skill)
        }
        return nil
    }
}
