public import WickDomain

/// Turns what is known into the findings of each rule. Remembers nothing but prices.
public struct AlertReader: Sendable {
    /// Below this many predictions a ratio of errors, or a part of them, says nothing: as the error pane has it.
    public static let leastPredictions = 100
    /// An hour of minutes has 60; the shortest window would never be full enough for the above.
    public static let leastPredictionsOfAnHour = 30

    private let rules: [AlertRule]
    private var prices: [Instrument: PriceWindow] = [:]

    public init(_ rules: [AlertRule]) { self.rules = rules }

    /// Takes in a price of before the start, oldest first, so that a window does not begin anew with the program.
    public mutating func remember(_ price: Price, of instrument: Instrument, at time: Timestamp) {
        prices[instrument, default: PriceWindow()].add(price, at: time)
    }

    /// In the order of the rules, and of the subjects' names.
    public mutating func readings(of input: AlertInput, now: Timestamp) -> [AlertReading] {
        for (instrument, price) in input.prices { prices[instrument, default: PriceWindow()].add(price, at: now) }
        return rules.flatMap { rule in
            findings(rule, input, now).filter { $0.subject.matches(rule.only) }
                .sorted { $0.subject.description < $1.subject.description }
        }
    }

    private func findings(_ rule: AlertRule, _ input: AlertInput, _ now: Timestamp) -> [AlertReading] {
        switch rule.kind {
        case .feedStale: input.feeds.map { Self.feed($0, rule) }
        case .gapOpen: input.openGaps.map { Self.gaps($0.key, $0.value, rule) }
        case .errorRatio: Self.windows(of: rule, input).map { Self.errorRatio($0, rule) }
        case .coverage: Self.windows(of: rule, input).map { Self.coverage($0, rule) }
        case .drift: input.drifted.map { Self.drift($0.key, $0.value, rule) }
        case .priceMove: input.prices.map { priceMove($0.key, $0.value, rule, now) }
        case .forecast: input.predictions.map { Self.forecast($0.key, $0.value, rule, now) }
        case .trainingFailed: input.training.map { [Self.training($0, rule)] } ?? []
        case .diskLow: input.freeDiskBytes.map { [Self.disk($0, rule)] } ?? []
        case .storeFailing: input.store.map { [Self.store($0, rule)] } ?? []
        }
    }

    private static func feed(_ feed: AlertInput.Feed, _ rule: AlertRule) -> AlertReading {
        let seconds = max(0, feed.silence.seconds)
        let isKnown = feed.hasSpoken || seconds >= rule.limit
        return AlertReading(
            rule: rule, subject: .venue(feed.venue), value: isKnown ? seconds : nil,
            text: "nothing received for \(Int(saturating: seconds)) s")
    }

    private static func gaps(_ instrument: Instrument, _ count: Int, _ rule: AlertRule) -> AlertReading {
        let text =
            count == 0
            ? "no minute of the last day is missing"
            : "\(count) minute\(count == 1 ? "" : "s") of the last day incomplete or not watched"
        return AlertReading(rule: rule, subject: .instrument(instrument), value: Double(count), text: text)
    }

    private static func windows(of rule: AlertRule, _ input: AlertInput) -> [AlertInput.ErrorWindow] {
        input.errors.filter { $0.window == rule.window }
    }

    private static func isEnough(_ window: AlertInput.ErrorWindow) -> Bool {
        window.count >= (window.window <= .seconds(3600) ? leastPredictionsOfAnHour : leastPredictions)
    }

    private static func errorRatio(_ window: AlertInput.ErrorWindow, _ rule: AlertRule) -> AlertReading {
        let value = isEnough(window) ? window.errorRatio.flatMap { $0.isFinite ? $0 : nil } : nil
        let text = """
            over \(hours(window.window)) h the error is \(value.map { AlertText.fixed($0, 2) } ?? "?") times that of \
            predicting no change (n \(window.count))
            """
        return AlertReading(rule: rule, subject: .instrument(window.instrument), value: value, text: text)
    }

    private static func coverage(_ window: AlertInput.ErrorWindow, _ rule: AlertRule) -> AlertReading {
        let observed = window.coverage * 100
        let value = isEnough(window) ? (observed - window.promisedCoverage * 100).magnitude : nil
        let text = """
            over \(hours(window.window)) h intervals held \(AlertText.fixed(observed, 1)) % of what came, \
            \(AlertText.fixed(window.promisedCoverage * 100, 0)) % are promised (n \(window.count))
            """
        return AlertReading(rule: rule, subject: .instrument(window.instrument), value: value, text: text)
    }

    private static func hours(_ window: Duration) -> Int { Int(saturating: window.seconds / 3600) }

    /// Names that are listed.
    private static let maximumNames = 5

    private static func drift(_ instrument: Instrument, _ names: [String], _ rule: AlertRule) -> AlertReading {
        let listed = names.prefix(maximumNames).map { AlertText.safe($0) }.joined(separator: ", ")
        let more = names.count > maximumNames ? " and \(names.count - maximumNames) more" : ""
        let text =
            names.isEmpty
            ? "no feature has drifted"
            : "\(names.count) feature\(names.count == 1 ? "" : "s") drifted: \(listed)\(more)"
        return AlertReading(rule: rule, subject: .instrument(instrument), value: Double(names.count), text: text)
    }

    private func priceMove(
        _ instrument: Instrument, _ price: Price, _ rule: AlertRule, _ now: Timestamp
    ) -> AlertReading {
        let window = rule.window ?? .zero
        let move = prices[instrument]?.move(to: price, within: window, now: now) ?? 0
        return AlertReading(
            rule: rule, subject: .instrument(instrument), value: move.magnitude * 100,
            text: "\(AlertText.percent(move)) within \(Int(saturating: window.seconds / 60)) min, at \(price)")
    }

    /// A prediction whose target time has passed predicts nothing any more.
    private static func forecast(
        _ instrument: Instrument, _ prediction: Prediction, _ rule: AlertRule, _ now: Timestamp
    ) -> AlertReading {
        guard prediction.targetTime > now else {
            return AlertReading(
                rule: rule, subject: .instrument(instrument), value: 0, text: "its time has come, and no other follows")
        }
        let text = """
            \(AlertText.percent(prediction.predictedReturn)) by \(AlertText.minute(prediction.targetTime)) predicted by model \
            \(prediction.modelVersion), at \(prediction.referencePrice)
            """
        return AlertReading(
            rule: rule, subject: .instrument(instrument), value: prediction.predictedReturn.magnitude * 100, text: text)
    }

    private static func training(_ training: AlertInput.Training, _ rule: AlertRule) -> AlertReading {
        let count = training.failuresInRow
        let failed = count == 1 ? "the last training failed" : "the last \(count) trainings failed"
        return AlertReading(
            rule: rule, subject: .program, value: Double(count),
            text: count == 0 ? "a training succeeded" : "\(failed): \(AlertText.safe(training.reason))")
    }

    private static func store(_ store: AlertInput.Store, _ rule: AlertRule) -> AlertReading {
        let seconds = max(0, store.failingFor.seconds)
        let text =
            seconds == 0
            ? "the database takes rows"
            : "the database takes no rows for \(Int(min(seconds, 1e9))) s, \(store.waitingRows) wait: "
                + AlertText.safe(store.reason)
        return AlertReading(rule: rule, subject: .program, value: seconds, text: text)
    }

    private static func disk(_ bytes: Int64, _ rule: AlertRule) -> AlertReading {
        let mebibytes = Double(bytes) / Double(1 << 20)
        return AlertReading(
            rule: rule, subject: .program, value: mebibytes,
            text: "\(Int(saturating: mebibytes)) MiB free where the database is")
    }
}
