#if canImport(Glibc)
    import Glibc
#endif
public import WickDomain
public import WickLearning

/// Gives each prediction its one outcome when the target's minute is known, or a reason when it stays unknown: a fold
/// of what became known, in that order. Owned by a `ForecastStage`.
public struct ScoringStage: Sendable {
    public struct Counts: Equatable, Sendable {
        public var scored = 0
        public var unscorable = 0
    }

    /// How long a target's minute may stay unknown, or not trusted, before its predictions are given up: repairs over
    /// REST take seconds. After a start the time begins then, since what was missed is fetched first.
    public static let patience: Duration = .seconds(600)

    /// A prediction that waits.
    private struct Waiting {
        let prediction: Prediction
        let deadline: Timestamp
        /// Why it would be given up now.
        var obstacle: Outcome.Status = .missing
    }

    /// By target time, then id.
    private var waiting: [Waiting] = []
    private var errors: [ForecastTarget: RollingErrors] = [:]
    public private(set) var counts = Counts()

    public init() {}

    /// Predictions without an outcome, by target time.
    public var open: [Prediction] { waiting.map(\.prediction) }

    /// How wrong the predictions of a target have been; nil before its first outcome.
    public func errors(of target: ForecastTarget) -> RollingErrors? { errors[target] }

    /// - Parameter start: when the scorer began, where it takes up what an earlier one left.
    mutating func take(_ prediction: Prediction, since start: Timestamp? = nil) {
        let from = start.map { max($0, prediction.targetTime) } ?? prediction.targetTime
        let entry = Waiting(prediction: prediction, deadline: from + Self.patience)
        let place = waiting.lastIndex { Self.precedes($0.prediction, prediction) }.map { $0 + 1 } ?? 0
        waiting.insert(entry, at: place)
    }

    /// A version of a minute: the first that can be trusted settles its predictions.
    mutating func take(_ candle: Candle, into settled: inout [(Prediction, Outcome)]) {
        var index = firstIndex(targetedAt: candle.closeTime)
        while index < waiting.count, waiting[index].prediction.targetTime == candle.closeTime {
            guard waiting[index].prediction.instrument == candle.instrument else {
                index += 1
                continue
            }
            guard LabelMaker.isKnown(candle.state), candle.close.raw > 0 else {
                waiting[index].obstacle = candle.state == .outage ? .outage : .incomplete
                index += 1
                continue
            }
            let prediction = waiting.remove(at: index).prediction
            settle(prediction, Self.scored(prediction, candle), into: &settled)
        }
    }

    /// Gives up those whose deadline has passed before this moment.
    mutating func expire(before moment: Timestamp, into settled: inout [(Prediction, Outcome)]) {
        // Deadlines ascend with targets.
        let expired = waiting.prefix { $0.deadline < moment }
        guard !expired.isEmpty else { return }
        waiting.removeFirst(expired.count)
        for entry in expired {
            let outcome = Outcome(
                predictionID: entry.prediction.id, status: entry.obstacle, observedPrice: nil, error: nil, isHit: nil,
                isCovered: nil, knownTime: entry.deadline)
            settle(entry.prediction, outcome, into: &settled)
        }
    }

    /// Counts a prediction that has its outcome already in the rolling windows.
    mutating func remember(_ prediction: Prediction, _ outcome: Outcome) {
        guard let scored = ScoredForecast(prediction, outcome) else { return }
        let target = prediction.target
        errors[target, default: RollingErrors(horizon: target.horizon)].add(scored)
    }

    private mutating func settle(
        _ prediction: Prediction, _ outcome: Outcome, into settled: inout [(Prediction, Outcome)]
    ) {
        if outcome.status == .scored { counts.scored += 1 } else { counts.unscorable += 1 }
        remember(prediction, outcome)
        settled.append((prediction, outcome))
    }

    private static func scored(_ prediction: Prediction, _ candle: Candle) -> Outcome {
        let observed = log(candle.close.doubleValue / prediction.referencePrice.doubleValue)
        let predicted = prediction.predictedReturn
        return Outcome(
            predictionID: prediction.id, status: .scored, observedPrice: candle.close, error: observed - predicted,
            isHit: observed == 0 || predicted == 0 ? nil : (observed > 0) == (predicted > 0),
            isCovered: (prediction.lower...prediction.upper).contains(observed),
            knownTime: max(candle.knownTime, prediction.knownTime))
    }

    private static func precedes(_ left: Prediction, _ right: Prediction) -> Bool {
        left.targetTime != right.targetTime ? left.targetTime < right.targetTime : left.id < right.id
    }

    private func firstIndex(targetedAt time: Timestamp) -> Int {
        var low = 0
        var high = waiting.count
        while low < high {
            let middle = (low + high) / 2
            if waiting[middle].prediction.targetTime < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Prediction {
    /// What it is a forecast of.
    public var target: ForecastTarget { ForecastTarget(instrument: instrument, horizon: targetTime - madeAt) }
}
