import Synchronization
import WickTerminal

/// Takes what a screen asks for while the parts that could do it are still being made.
final class ScreenDesk: Sendable {
    private let answer = Mutex<(@Sendable (Effect) -> Screen.Reply?)?>(nil)

    /// From now on there is somebody to ask.
    func open(_ perform: @escaping @Sendable (Effect) -> Screen.Reply?) { answer.withLock { $0 = perform } }

    /// Nil where it is none of their business.
    func perform(_ effect: Effect) -> Screen.Reply? {
        if let perform = answer.withLock({ $0 }) { return perform(effect) }
        switch effect {
        case .retrain, .cancelTraining, .promote, .rollBack, .toggleRecording, .muteAlert:
            return Screen.Reply(message: "The store is still being read.")
        default: return nil
        }
    }
}
