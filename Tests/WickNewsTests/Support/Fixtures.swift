import Foundation
import Synchronization
import WickDomain
import WickFrames
import WickNetwork
import WickNews

let noon = Timestamp(seconds: 1_772_452_800)

func headline(_ title: String, id: String = "h1") -> Headline {
    Headline(id: id, version: 1, source: "wire", title: title, url: nil, publishedTime: nil, seenTime: noon)
}

/// A clock on which sleeping takes no time, up to so many sleeps; later ones last until they are cancelled. It remembers how long each
/// should have been.
final class InstantClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Instant(offset: .zero), sleeps: [Duration]()))
    private let limit: Int

    init(limit: Int = 100) { self.limit = limit }

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func advance(by duration: Duration) { state.withLock { $0.now.offset += duration } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let isOver = state.withLock { state in
            if state.sleeps.count >= limit { return true }
            state.sleeps.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
            return false
        }
        guard isOver else { return }
        for await _ in AsyncStream<Never>.makeStream().stream {}
        throw CancellationError()
    }

    /// Its wall begins at noon.
    var feedClock: FeedClock {
        FeedClock(self) { noon.microseconds * 1000 + self.now.offset.microseconds * 1000 }
    }
}

/// Always the middle of every range.
struct MiddleRandom: RandomNumberGenerator, Sendable {
    mutating func next() -> UInt64 { 1 << 63 }
}

/// Answers from a script, and remembers what was asked.
final class ScriptedClient: HTTPClient {
    typealias Answer = Result<HTTPResponse, NetworkError>
    private let state: Mutex<(answers: [Answer], requests: [HTTPRequest])>

    init(_ answers: [Answer]) { state = Mutex((answers, [])) }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
        let answer = state.withLock { state -> Answer? in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else {
            throw NetworkError(phase: .connect, place: "http://nowhere", cause: "the script is over", canRetry: false)
        }
        return try answer.get()
    }
}

func response(_ status: Int, _ body: String = "", _ headers: [HTTPHeader] = []) -> Result<HTTPResponse, NetworkError> {
    .success(
        HTTPResponse(
            status: status, headers: headers, body: Array(body.utf8), receivedNanoseconds: noon.microseconds * 1000))
}

/// A real client for what a stub serves.
func network() throws -> NetworkThread {
    try NetworkThread(NetworkConfiguration(wallClock: { noon.microseconds * 1000 }))
}
