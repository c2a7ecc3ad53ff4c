import ArgumentParser
import WickDomain
import WickFrames
import WickNetwork
import WickPipeline
import WickVenues

/// Runs a live pipeline until a signal, or for so long, and ends it in order. Owned by one command.
struct LiveRun {
    let pipeline: LivePipeline
    let setup: LiveSetup
    var storing: LiveStoring?
    var alerts: LiveAlerts?

    /// What ended it.
    enum Ending {
        case signal(StopSignals.Signal)
        case time
    }

    /// - Parameters:
    ///   - duration: how long; nil until a signal.
    ///   - interval: how often `tell` is called.
    func run(
        for duration: Duration?, every interval: Duration, tell: @escaping @Sendable ([FeedStatus]) async -> Void
    ) async -> Ending {
        let signals = StopSignals()
        let ending = await withTaskGroup(of: Ending?.self) { group in
            group.addTask {
                await pipeline.run()
                return nil
            }
            group.addTask { await signals.first().map(Ending.signal) }
            group.addTask {
                await setup.checkSymbols()
                return nil
            }
            storing?.learning.announceChampions(in: setup)
            group.addTask {
                await storing?.run()
                return nil
            }
            group.addTask {
                await alerts?.run()
                return nil
            }
            group.addTask {
                guard let duration else { return nil }
                do { try await ContinuousClock().sleep(for: duration) } catch { return nil }
                return .time
            }
            group.addTask {
                while true {
                    do { try await ContinuousClock().sleep(for: interval) } catch { return nil }
                    let statuses = await statuses()
                    await alerts?.setFeeds(statuses)
                    if let storing { await alerts?.setStore(storing.status) }
                    await tell(statuses)
                }
            }
            var ending: Ending?
            while ending == nil, let next = await group.next() { ending = next }
            await pipeline.stop()
            await alerts?.stop()
            // The pipeline drains by itself; the others only wait.
            group.cancelAll()
            return ending
        }
        setup.network.stop()
        return ending ?? .time
    }

    private func statuses() async -> [FeedStatus] {
        var statuses: [FeedStatus] = []
        for feed in setup.feeds { statuses.append(await feed.status) }
        return statuses
    }
}

/// A length of time on the command line: "90s", "10m", "8h" or "30d".
struct TimeSpan: ExpressibleByArgument, Sendable {
    let duration: Duration

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = argument.last, let unit = units[last], let number = Double(argument.dropLast()), number > 0,
            number * unit <= 3660 * 86_400
        else { return nil }
        duration = .seconds(number * unit)
    }
}
