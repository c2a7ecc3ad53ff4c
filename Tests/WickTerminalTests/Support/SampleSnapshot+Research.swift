import WickDomain
import WickTerminal

extension SampleSnapshot {
    /// Forty that are over and one that is open, at every second minute.
    static func predictions(_ instrument: Instrument, _ market: Snapshot.Market) -> [Snapshot.Forecast] {
        guard let series = market.series[.oneMinute] else { return [] }
        var random = Wander(state: 77)
        return stride(from: 30, to: 120, by: 2).map { index in
            let candle = series.closed[index]
            let predicted = random.next() * 8e-4
            let prediction = Prediction(
                id: "p\(index)", instrument: instrument, madeAt: candle.closeTime, knownTime: candle.closeTime,
                targetTime: candle.closeTime + .seconds(300), referencePrice: candle.close,
                predictedReturn: predicted, lower: predicted - 1.2e-3, upper: predicted + 1.2e-3,
                modelVersion: 12, schemaHash: "00", latencyMicroseconds: 900)
            guard index < 114 else { return Snapshot.Forecast(prediction: prediction) }
            let target = series.closed[index + 5]
            let error = random.next() * 1e-3
            let isScored = target.state != .outage
            return Snapshot.Forecast(
                prediction: prediction,
                outcome: Outcome(
                    predictionID: prediction.id, status: isScored ? .scored : .outage,
                    observedPrice: isScored ? target.close : nil, error: isScored ? error : nil,
                    isHit: isScored ? index % 4 == 0 : nil, isCovered: isScored ? index % 10 != 0 : nil,
                    knownTime: target.closeTime))
        }
    }

    static func headlines() -> [Snapshot.News] {
        let titles: [(String, Double?)] = [
            ("ETF inflows hit a weekly high as funds return", 0.62),
            ("Exchange halts withdrawals after a breach", -0.81),
            ("Miners report steady revenue", 0.04), ("比特币价格创下新高，交易量大增", 0.44),
            ("Regulator opens a consultation 🚀", -0.22),
            ("Developers agree on a date for the upgrade", nil),
        ]
        return titles.enumerated().map { index, item in
            let time = now - .seconds(index * 420 + 60)
            let headline = Headline(
                id: "h\(index)", version: 1, source: index % 2 == 0 ? "coindesk" : "cointelegraph", title: item.0,
                url: nil, publishedTime: time, seenTime: time)
            let score = item.1.map {
                SentimentScore(
                    headlineID: "h\(index)", headlineVersion: 1, subject: .btc, sentiment: $0, confidence: 0.7,
                    scorer: "lexicon", model: "1", words: ["inflows", "high"], scoredTime: time)
            }
            return Snapshot.News(headline: headline, score: score)
        }
    }

    static func models(_ instrument: Instrument) -> Snapshot.Models {
        var models = Snapshot.Models()
        models.versions = [
            version(13, instrument, .challenger, error: 0.000_71), version(12, instrument, .champion, error: 0.000_70),
            version(11, instrument, .none, error: 0.000_74),
        ]
        models.training = Snapshot.TrainingRun(
            version: 14, startTime: now - .seconds(12), stage: "fold 5 of 8, round 120", fraction: 0.64,
            trainLoss: (0..<60).map { 0.0009 / (1 + Double($0) / 20) },
            validationLoss: (0..<60).map { 0.00092 / (1 + Double(min($0, 40)) / 30) })
        return models
    }

    private static func version(
        _ number: Int, _ instrument: Instrument, _ role: Snapshot.ModelVersion.Role, error: Double
    ) -> Snapshot.ModelVersion {
        Snapshot.ModelVersion(
            version: number, instrument: instrument, role: role, trainedTime: now - .seconds(3600 * (15 - number)),
            rows: 43_200, error: error,
            persistenceError: 0.000_73, verdict: "edge",
            gains: [.init(feature: "imbalance_5", share: 0.21), .init(feature: "return_1", share: 0.12)])
    }

    static func errors(_ instrument: Instrument) -> [Snapshot.ErrorWindow] {
        [("1 h", 60), ("6 h", 288), ("24 h", 1120)].map { name, count in
            Snapshot.ErrorWindow(
                instrument: instrument, name: name, count: count, error: 0.000_70, persistenceError: 0.000_73,
                skill: .init(value: 0.041, low: 0.012, high: 0.07), hitRate: .init(value: 0.53, low: 0.49, high: 0.57),
                coverage: 0.81,
                errorHistory: (0..<48).map { 0.0007 + 0.0001 * Double($0 % 7) / 7 },
                persistenceHistory: (0..<48).map { 0.00073 + 0.0001 * Double($0 % 5) / 5 })
        }
    }

    /// Nothing at all, as at a first start.
    static var empty: Snapshot { Snapshot(time: now, source: .live) }

    static func context(_ snapshot: Snapshot, _ state: ScreenState = ScreenState()) -> PanelContext {
        PanelContext(snapshot: snapshot, state: state, now: snapshot.time, themes: ["dark", "light", "mono"])
    }
}
