import WickDomain
import WickLearning
import WickPipeline
import WickStore

// What somebody does with a running process.
extension ProcessLife {
    private func pause(_ seconds: Range<Int>) async throws {
        let wait = draw { $0.index(below: seconds.count * 1000) }
        try await world.sleep(.seconds(seconds.lowerBound) + .milliseconds(wait))
    }

    /// Trains now and then, in the order of nobody's choice.
    func keepTraining(_ parts: Parts) async {
        var wait = 3..<30
        while !Task.isCancelled {
            do { try await pause(wait) } catch { return }
            wait = 30..<200
            let order = draw { random in Self.order(random.pick(world.targets), &random) }
            do throws(TrainingFailure) {
                let report = try await parts.training.perform(order)
                if let champion = report.champion { announce(champion, parts.channel) }
                await parts.alerts.trainingEnded(nil)
                world.trace("\(order.doing): \(report.decision?.reason ?? "evaluated")")
            } catch {
                world.trace("\(order.doing): \(error)")
                if error != .cancelled { await parts.alerts.trainingEnded("\(error)") }
            }
        }
    }

    private static func order(_ target: ForecastTarget, _ random: inout RandomSource) -> TrainingOrder {
        var order = TrainingOrder(target: target, policy: random.pick([.always, .always, .gate, .never]))
        order.configuration.booster.rounds = 6
        order.configuration.booster.depth = 2
        order.configuration.booster.bins = 16
        order.configuration.booster.seed = random.index(below: 1000)
        return order
    }

    /// Somebody at the keys: goes back to an earlier champion, promotes by hand, cancels.
    func operate(_ parts: Parts) async {
        guard world.options.isHostile else { return }
        let registry = ModelRegistry(parts.store)
        while !Task.isCancelled {
            do { try await pause(60..<400) } catch { return }
            let (target, choice) = draw { ($0.pick(world.targets), $0.index(below: 3)) }
            do {
                switch choice {
                case 0: announce(try registry.rollBack(target, at: world.wall.now), parts.channel)
                case 1:
                    let versions = try parts.store.models().map(\.version)
                    guard !versions.isEmpty else { continue }
                    announce(
                        try registry.promote(draw { $0.pick(versions) }, at: world.wall.now), parts.channel)
                default: await parts.training.cancel()
                }
            } catch { world.trace("\(error)") }
        }
    }
}
