import WickDomain
import WickPipeline
import WickStore
import WickFrames

/// Every prediction has one outcome or a reason, or is still to get it.
struct OutcomeCheck {
    let seed: UInt64
    let lives: [LifeRecord]

    func check(_ store: Store, into report: inout WholeReport) throws {
        let all = Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)
        let last = lives.last?.frames.last.map { Timestamp(nanoseconds: $0.receivedNanoseconds) }
        let begin = lives.last?.frames.first.map { Timestamp(nanoseconds: $0.receivedNanoseconds) }
        for entry in try store.predictions(madeIn: all) {
            report.predictions += 1
            switch entry.outcome?.status {
            case .scored?: report.scored += 1
            case _?: report.unscorable += 1
            case nil:
                report.open += 1
                let since = max(entry.prediction.targetTime, begin ?? entry.prediction.targetTime)
                if let last, since + ScoringStage.patience < last {
                    throw failure("\(entry.prediction.id) has neither outcome nor reason at \(last)")
                }
            }
            if let outcome = entry.outcome { try check(entry.prediction, outcome, store) }
        }
    }

    /// An outcome is what the candle known then says.
    private func check(_ prediction: Prediction, _ outcome: Outcome, _ store: Store) throws {
        guard outcome.knownTime >= prediction.knownTime else { throw failure("\(prediction.id) was scored too soon") }
        guard outcome.status == .scored else { return }
        let minute = prediction.targetTime - .seconds(60)
        let known = try store.candles(
            of: prediction.instrument, in: minute..<prediction.targetTime, asOf: outcome.knownTime)
        guard let candle = known.first, candle.close == outcome.observedPrice else {
            throw failure(
                "\(prediction.id) observed \(outcome.observedPrice.map(String.init(describing:)) ?? "nothing"), "
                    + "known was \(known.first.map { "\($0.close)" } ?? "nothing")")
        }
    }

    private func failure(_ difference: String) -> WholeSimulation.Failure {
        WholeSimulation.Failure(seed: seed, check: "outcomes", difference: difference)
    }
}
