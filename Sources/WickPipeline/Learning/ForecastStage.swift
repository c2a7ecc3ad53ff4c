public import WickDomain
public import WickFeatures

/// Folds candles, vectors and changes of champion into predictions and outcomes: the same for live and replay.
///
/// Inputs are taken in the order in which they became known, so how they are cut into batches leaves no trace. At one
/// moment candles come first, then what they settle, then changes of champion, then vectors: an outcome teaches the
/// interval before the next forecast. Holds the models at work, so it must not be copied.
public struct ForecastStage {
    /// What a batch led to. The caller empties it.
    public struct Output: Sendable {
        /// In the order in which they became known, as are the outcomes.
        public var predictions: [Prediction] = []
        public var outcomes: [Outcome] = []
        /// Champions that were seated, with whether they can be used.
        public var champions: [PredictionStage.Champion] = []

        public init() {}

        public var isEmpty: Bool { predictions.isEmpty && outcomes.isEmpty && champions.isEmpty }

        public mutating func removeAll() {
            predictions.removeAll(keepingCapacity: true)
            outcomes.removeAll(keepingCapacity: true)
            champions.removeAll(keepingCapacity: true)
        }
    }

    private enum Input {
        case candle(Candle)
        case champion(ChampionChange)
        case vector(FeatureVector)

        var knownTime: Timestamp {
            switch self {
            case .candle(let candle): candle.knownTime
            case .champion(let change): change.knownTime
            case .vector(let vector): vector.knownTime
            }
        }

        /// Of inputs of one moment.
        var rank: Int {
            switch self {
            case .candle: 0
            case .champion: 1
            case .vector: 2
            }
        }
    }

    public private(set) var predicting: PredictionStage
    public private(set) var scoring = ScoringStage()
    /// Not folded yet.
    private var waiting: [Input] = []
    private var settled: [(Prediction, Outcome)] = []
    /// Taken up from an earlier run; their time begins with the first input.
    private var inherited: [Prediction] = []
    /// Their targets' minutes, where they are known already.
    private var targets: [Candle] = []

    /// - Parameters:
    ///   - models: where champions are found.
    ///   - history: what an earlier run left in the store.
    ///   - schema: of the vectors.
    public init(
        models: any ModelSource, history: ForecastHistory = ForecastHistory(), schema: FeatureSchema = FeatureSet.schema
    ) {
        predicting = PredictionStage(models: models, history: history, schema: schema)
        inherited = history.open
        targets = history.targets
        for (prediction, outcome) in history.settled { scoring.remember(prediction, outcome) }
    }

    /// Takes what one batch of frames led to, and the vectors that followed from it.
    public mutating func fold(_ market: MarketStage.Output, vectors: [FeatureVector], into output: inout Output) {
        fold(market.candles, vectors, champions: market.champions, clock: market.clock, into: &output)
    }

    /// - Parameter clock: what is still to come became known no sooner.
    public mutating func fold(
        _ candles: [Candle], _ vectors: [FeatureVector], champions: [ChampionChange] = [], clock: Timestamp,
        into output: inout Output
    ) {
        for candle in candles where candle.state != .open { waiting.append(.candle(candle)) }
        waiting += champions.map(Input.champion)
        waiting += vectors.map(Input.vector)
        advance(to: clock, into: &output)
    }

    /// Folds all that waits: nothing more will come. Predictions stay open whose targets lie ahead.
    public mutating func finish(into output: inout Output) {
        guard let last = waiting.map(\.knownTime).max() else { return }
        advance(to: last + .microseconds(1), into: &output)
    }

    private mutating func advance(to clock: Timestamp, into output: inout Output) {
        sort()
        inherit(into: &output)
        var count = 0
        while count < waiting.count, waiting[count].knownTime < clock {
            expire(before: waiting[count].knownTime, into: &output)
            take(waiting[count], into: &output)
            count += 1
        }
        waiting.removeFirst(count)
        expire(before: clock, into: &output)
    }

    /// Those of one moment and kind stay in the order in which they came.
    private mutating func sort() {
        let sorted = waiting.enumerated().sorted { left, right in
            let times = (left.element.knownTime, right.element.knownTime)
            if times.0 != times.1 { return times.0 < times.1 }
            let ranks = (left.element.rank, right.element.rank)
            return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : left.offset < right.offset
        }
        waiting = sorted.map(\.element)
    }

    private mutating func take(_ input: Input, into output: inout Output) {
        switch input {
        case .candle(let candle):
            predicting.take(candle)
            scoring.take(candle, into: &settled)
            settle(into: &output)
        case .champion(let change):
            predicting.take(change)
            output.champions += predicting.champions.filter { $0.note == change.champion }
        case .vector(let vector):
            let before = output.predictions.count
            predicting.take(vector, into: &output.predictions)
            for prediction in output.predictions[before...] { scoring.take(prediction) }
        }
    }

    private mutating func expire(before moment: Timestamp, into output: inout Output) {
        scoring.expire(before: moment, into: &settled)
        settle(into: &output)
    }

    private mutating func settle(into output: inout Output) {
        for (prediction, outcome) in settled {
            predicting.take(outcome, of: prediction, target: prediction.target)
            output.outcomes.append(outcome)
        }
        settled.removeAll(keepingCapacity: true)
    }

    private mutating func inherit(into output: inout Output) {
        guard !inherited.isEmpty, let first = waiting.first else { return }
        for prediction in inherited { scoring.take(prediction, since: first.knownTime) }
        for candle in targets { scoring.take(candle, into: &settled) }
        settle(into: &output)
        inherited = []
        targets = []
    }
}
