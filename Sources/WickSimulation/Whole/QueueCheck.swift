import WickFrames
import WickPipeline

/// No queue is ever longer than its bound.
struct QueueCheck {
    /// The channel may hold this and one batch a sender, none of which has more than a frame can hold.
    static let channelBytes = 64 << 10
    private static let senders = 8
    /// Two instruments of three venues, a minute each for the horizon and the patience.
    private static let openPredictions = 6 * 16

    /// Of six rules, one in five seconds each, for as long as the chat is down.
    private static let messages = 1000

    let seed: UInt64

    func check(_ life: LifeRecord) throws {
        let longest = life.longest
        let bounds = [
            ("bytes of frames", longest.channelBytes, Self.channelBytes + Self.senders * Frame.maximumPayloadBytes),
            ("bytes of rows for the store", longest.storeBytes, StoreQueue.maximumBytes),
            ("open predictions", longest.openPredictions, Self.openPredictions),
            ("messages about alerts", longest.messages, Self.messages),
            ("headlines for the model", longest.headlines, NewsActor.maximumWaiting),
        ]
        for (what, length, bound) in bounds where length > bound {
            throw WholeSimulation.Failure(
                seed: seed, check: "queues of process \(life.number)",
                difference: "\(length) \(what), allowed are \(bound)")
        }
    }
}
