public import WickDomain
import WickFeatures
public import WickFrames
public import WickLearning

/// Turns vectors into predictions with the champions that there are: a fold of what became known, in that order. Holds
/// the models at work, so it must not be copied; owned by a `ForecastStage`.
///
/// A minute gets one prediction a target, from the first vector that allows one: a correction of it makes the first
/// where the minute was not trusted before, and never changes one that was issued.
public struct PredictionStage {
    /// What became of the vectors, target by target.
    public struct Counts: Equatable, Sendable {
        public var issued = 0
        /// Known too late to decide by, or no sooner than the minute that it would foretell.
        public var late = 0
        /// The minute itself was not observed, or not wholly.
        public var untrusted = 0
        /// Of a minute that has its prediction already.
        public var repeated = 0
        /// The champion could not be used.
        public var unfit = 0
    }

    /// A champion, and whether it can be used.
    public struct Champion: Equatable, Sendable {
        public enum Fitness: Equatable, Sendable {
            case fit
            /// Its bytes are missing or damaged, it is of another schema or horizon, or XGBoost refuses it.
            case unfit(reason: String)
        }

        public let note: ChampionNote
        public let knownTime: Timestamp
        public internal(set) var fitness: Fitness
    }

    /// A vector that is known later than this after its minute's end makes no prediction; training uses the same limit.
    public static let maximumLag: Duration = .seconds(30)

    private let schema: FeatureSchema
    private let models: any ModelSource
    private var windows: [(instrument: Instrument, closes: CloseWindow)] = []
    /// By target.
    private var seats: [Seat] = []
    /// The newest minute's end that has a prediction, by target; also of targets without a champion.
    private var issuedThrough: [ForecastTarget: Timestamp] = [:]
    /// What came of an earlier run's predictions, from which a champion that goes on learns how wide its intervals have
    /// to be.
    private let past: [(Prediction, Outcome)]
    public private(set) var counts = Counts()

    /// - Parameter schema: of the vectors.
    init(models: any ModelSource, history: ForecastHistory, schema: FeatureSchema) {
        self.models = models
        self.schema = schema
        past = history.settled
        issuedThrough = history.issuedThrough
        for candle in history.candles { take(candle) }
    }

    /// The champions, by target. A target that is not among them has none.
    public var champions: [Champion] { seats.map(\.champion) }

    /// How far the newest vectors are from where the target's champion was trained, feature by feature; empty without a
    /// champion or with too few vectors.
    public func drift(of target: ForecastTarget) -> [DriftMonitor.FeatureDrift] {
        seats.first { $0.champion.note.target == target }?.drift?.report() ?? []
    }

    mutating func take(_ candle: Candle) {
        if let index = windows.firstIndex(where: { $0.instrument == candle.instrument }) {
            windows[index].closes.set(candle)
        } else {
            var closes = CloseWindow()
            closes.set(candle)
            windows.append((candle.instrument, closes))
        }
    }

    /// Loads the model and seats it from here on, in one step: a target has the old one or the new one.
    mutating func take(_ change: ChampionChange) {
        let own = past.filter { $0.0.target == change.champion.target && $0.0.modelVersion == change.champion.version }
        let seat = Seat(change, models, schema, past: own)
        let target = change.champion.target
        let place = seats.firstIndex { $0.champion.note.target >= target } ?? seats.count
        if place < seats.count, seats[place].champion.note.target == target {
            seats[place] = seat
        } else {
            seats.insert(seat, at: place)
        }
    }

    /// A prediction for each horizon that has a fit champion.
    mutating func take(_ vector: FeatureVector, into predictions: inout [Prediction]) {
        guard let window = windows.first(where: { $0.instrument == vector.instrument })?.closes else { return }
        for index in seats.indices where seats[index].champion.note.instrument == vector.instrument {
            let target = seats[index].champion.note.target
            seats[index].observe(vector, window)
            guard let draft = draft(vector, target, window) else { continue }
            guard let prediction = seats[index].predict(vector, draft, schema) else {
                counts.unfit += 1
                continue
            }
            issuedThrough[target] = draft.madeAt
            counts.issued += 1
            predictions.append(prediction)
        }
    }

    /// What came of a prediction, for the interval of the model that made it.
    mutating func take(_ outcome: Outcome, of prediction: Prediction, target: ForecastTarget) {
        guard let index = seats.firstIndex(where: { $0.champion.note.target == target }) else { return }
        seats[index].score(outcome, of: prediction)
    }

    private mutating func draft(
        _ vector: FeatureVector, _ target: ForecastTarget, _ window: CloseWindow
    ) -> Seat.Draft? {
        let madeAt = vector.openTime + LabelMaker.minute
        if let issued = issuedThrough[target], madeAt <= issued {
            counts.repeated += 1
            return nil
        }
        guard vector.knownTime - madeAt <= Self.maximumLag else {
            counts.late += 1
            return nil
        }
        // A venue's clock that is ahead of ours makes any vector seem fresh.
        guard window.newest < CloseWindow.minute(of: madeAt + target.horizon) - 1 else {
            counts.late += 1
            return nil
        }
        guard let close = window.close(CloseWindow.minute(of: vector.openTime)) else {
            counts.untrusted += 1
            return nil
        }
        return Seat.Draft(
            target: target, madeAt: madeAt, referencePrice: close.price, closeKnownTime: close.knownTime)
    }
}
