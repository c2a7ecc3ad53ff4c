import WickDomain
import WickFrames
import WickPipeline

/// Whatever happens to the clocks: times rise, nothing is known before it happened, and predictions go on.
struct ClockCheck {
    /// The wall clock is wrong by up to two seconds, and so is what begins with it; a time is followed from four on.
    private static let tolerance: Duration = .seconds(8)
    /// By then a feed has come back, a minute has closed and been forecast.
    private static let patience: Duration = .seconds(240)

    let seed: UInt64
    let lives: [LifeRecord]

    func check() throws {
        var newest = Timestamp(microseconds: .min)
        for life in lives {
            for frame in life.frames {
                guard frame.receivedTime >= newest else {
                    throw failure(life, "a frame of \(frame.receivedTime) follows one of \(newest)")
                }
                newest = frame.receivedTime
            }
            try checkVersions(life)
            try checkForesight(life)
        }
        if let last = lives.last { try checkPredictions(last) }
    }

    /// The versions of a minute become known one after the other.
    private func checkVersions(_ life: LifeRecord) throws {
        struct Key: Hashable {
            let instrument: Instrument
            let openTime: Timestamp
        }
        var candles: [Key: Timestamp] = [:]
        for candle in life.rows.candles {
            let key = Key(instrument: candle.instrument, openTime: candle.openTime)
            if let known = candles.updateValue(candle.knownTime, forKey: key), known >= candle.knownTime {
                throw failure(
                    life, "\(candle.openTime) of \(candle.instrument) known at \(known), then \(candle.knownTime)")
            }
        }
        var vectors: [Key: Timestamp] = [:]
        for vector in life.rows.vectors {
            let key = Key(instrument: vector.instrument, openTime: vector.openTime)
            if let known = vectors.updateValue(vector.knownTime, forKey: key), known > vector.knownTime {
                throw failure(life, "features of \(vector.openTime) known at \(known), then \(vector.knownTime)")
            }
        }
    }

    /// What begins with a wrong clock is as wrong as it: nobody can tell before the clock is set right.
    private func checkForesight(_ life: LifeRecord) throws {
        let tolerance = Self.tolerance + life.clockError
        for candle in life.rows.candles where candle.knownTime < candle.closeTime - tolerance {
            throw failure(life, "\(candle.openTime) of \(candle.instrument) is known at \(candle.knownTime) already")
        }
        for prediction in life.rows.predictions {
            guard prediction.knownTime >= prediction.madeAt - tolerance else {
                throw failure(life, "\(prediction.id) is known at \(prediction.knownTime) already")
            }
        }
    }

    /// A model that has predicted goes on with it in the calm at the end.
    private func checkPredictions(_ life: LifeRecord) throws {
        guard let end = life.frames.last?.receivedTime, life.ending == .stopped else { return }
        for champion in life.seated {
            let own = life.rows.predictions.filter {
                $0.instrument == champion.instrument && $0.modelVersion == champion.version
            }
            guard own.count > 1 else { continue }
            guard let last = life.rows.predictions.last(where: { $0.instrument == champion.instrument }) else {
                continue
            }
            guard last.madeAt >= end - Self.patience else {
                throw failure(life, "\(champion.instrument) was last forecast at \(last.madeAt), the end is \(end)")
            }
        }
    }

    private func failure(_ life: LifeRecord, _ difference: String) -> WholeSimulation.Failure {
        WholeSimulation.Failure(seed: seed, check: "time of process \(life.number)", difference: difference)
    }
}
