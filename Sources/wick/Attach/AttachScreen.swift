import WickPipeline
import WickTerminal

/// A running service's stream on the screen, read only. Owned by one command.
struct AttachScreen: Sendable {
    /// How often what has changed is shown, at the least.
    private static let interval: Duration = .milliseconds(250)

    let setup: ScreenSetup
    let session: AttachSession

    /// How it ended.
    private enum Ending {
        case screen(Screen.Ending)
        case failed(AttachClient.Failure)
    }

    /// Runs until somebody ends it.
    ///
    /// - Throws: `CommandFailure` where the service cannot be shown at all.
    func run() async throws {
        let ending = await withTaskGroup(of: Ending?.self) { group in
            group.addTask { .screen(await setup.run { perform($0) }) }
            group.addTask {
                do throws(AttachClient.Failure) {
                    try await session.run()
                    return nil
                } catch { return .failed(error) }
            }
            group.addTask {
                while true {
                    do { try await ContinuousClock().sleep(for: Self.interval) } catch { return nil }
                    await session.workstation.flush()
                }
            }
            var ending: Ending?
            while ending == nil, let next = await group.next() { ending = next }
            group.cancelAll()
            return ending
        }
        switch ending {
        case .screen(let ending): try ending.finish("attach")
        case .failed(let failure): throw CommandFailure(what: "attach \(session.client.url)", why: "\(failure)")
        case nil: return
        }
    }

    private func perform(_ effect: Effect) -> Screen.Reply? {
        switch effect {
        case .retrain, .cancelTraining, .promote, .rollBack, .muteAlert:
            Screen.Reply(message: "This shows a running service, read only; \(session.client.url)/v1/training trains.")
        default: nil
        }
    }
}
