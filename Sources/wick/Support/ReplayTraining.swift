import WickDomain
import WickFrames
import WickLearning
import WickPipeline
import WickStore

/// Training at a moment of a replay, on what has been replayed into its store until then. Owned by the replay command.
struct ReplayTraining {
    let store: Store
    let policy: PromotionGate.Policy
    /// One that could not be trained does not end the replay.
    private(set) var failures = 0

    init(_ store: Store, policy: PromotionGate.Policy) { (self.store, self.policy) = (store, policy) }

    /// - Returns: the champions that follow, as frames of this moment.
    mutating func train(at time: Timestamp) async throws -> FrameBatch {
        let actor: TrainingActor
        let instruments: [Instrument]
        do throws(TrainingFailure) {
            actor = TrainingActor(store, command: try .current(), now: { time })
        } catch { throw CommandFailure(what: "replay", why: "\(error)") }
        do throws(StoreError) { instruments = try store.instruments() } catch { throw CommandFailure("replay", error) }
        if instruments.isEmpty { fail("there is nothing to train on at \(time)") }
        var batch = FrameBatch()
        for instrument in instruments {
            let order = TrainingOrder(target: ForecastTarget(instrument: instrument), policy: policy)
            do throws(TrainingFailure) {
                let report = try await actor.perform(order)
                Console.error("wick replay: \(order.target) at \(time): \(report.decision?.reason ?? "trained")")
                guard let champion = report.champion else { continue }
                batch.append(
                    Frame(
                        receivedNanoseconds: time.nanoseconds, origin: .note,
                        payload: Note.champion(champion).payload))
            } catch { fail("\(order.doing) at \(time): \(error)") }
        }
        return batch
    }

    private mutating func fail(_ why: String) {
        failures += 1
        Console.error("wick replay: \(why)")
    }
}
