import Synchronization

@testable import WickServer

/// Notes what was asked, and runs nothing.
final class TrainingRecorder: TrainingControl {
    private let wish = Mutex<TrainingWish?>(nil)

    var running: TrainingWish? { wish.withLock { $0 } }

    func start(_ wish: TrainingWish) throws(TrainingRefusal) {
        let isBusy = self.wish.withLock { running in
            defer { running = running ?? wish }
            return running != nil
        }
        if isBusy { throw .busy("training kraken BTC/USD 5m") }
    }

    func cancel() -> Bool {
        wish.withLock { running in
            defer { running = nil }
            return running != nil
        }
    }
}
