import Synchronization
import WickDomain
import WickNetwork
import WickNews

/// News feeds and a language model in memory and in virtual time, both of which may be down, slow, or answer nonsense. Outlives the
/// processes that ask.
final class SimulatedPress: HTTPClient {
    static let feedAddress = "http://news.example/feed/"
    static let modelAddress = "http://model.example/v1/chat/completions"
    private static let place = "the simulated press"

    private struct State {
        var random: RandomSource
        var desk: NewsDesk
        var text: NewsFeedText
        var published: Timestamp
        var body: [UInt8] = []
        var version = 0
        var model = ChatStub()
    }

    private enum Reply {
        case answer(HTTPResponse)
        case failure(String)
        case silence
    }

    private let clock: VirtualClock
    private let wall: SimulatedWall
    private let isHostile: Bool
    /// After this nothing fails any more.
    private let calm: Timestamp
    private let state: Mutex<State>

    init(seed: UInt64, start: Timestamp, clock: VirtualClock, wall: SimulatedWall, isHostile: Bool, calm: Timestamp) {
        (self.clock, self.wall, self.isHostile, self.calm) = (clock, wall, isHostile, calm)
        let desk = NewsDesk(seed: seed, start: start, perDay: 2000)
        state = Mutex(
            State(
                random: RandomSource(seed: seed, stream: 70), desk: desk, text: NewsFeedText(items: desk.earlier),
                published: start))
    }

    func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
        let begin = clock.now
        let (reply, delay) = state.withLock { state in
            publish(&state)
            let reply = request.url.hasPrefix(Self.feedAddress) ? feed(request, &state) : model(request, &state)
            return (reply, Duration.milliseconds(20 + state.random.index(below: 3000)))
        }
        let isSilent = if case .silence = reply { true } else { false }
        try await pause(isSilent ? request.deadline : min(delay, request.deadline))
        guard !isSilent, begin.duration(to: clock.now) < request.deadline else {
            throw Self.error("no answer within \(request.deadline.seconds) s")
        }
        switch reply {
        case .answer(let response):
            return HTTPResponse(
                status: response.status, headers: response.headers, body: response.body,
                receivedNanoseconds: wall.nanoseconds)
        case .failure(let cause): throw Self.error(cause)
        case .silence: throw Self.error("no answer")
        }
    }

    private func publish(_ state: inout State) {
        let now = clock.timestamp
        while state.published + .seconds(1) <= now {
            state.published = state.published + .seconds(1)
            _ = state.desk.break(at: state.published)
            while let headline = state.desk.publish(by: state.published) { state.text.add(headline) }
        }
        guard state.text.isChanged || state.body.isEmpty else { return }
        state.body = Array(state.text.body().utf8)
        state.version += 1
    }

    private var mayFail: Bool { isHostile && clock.timestamp < calm }

    private func feed(_ request: HTTPRequest, _ state: inout State) -> Reply {
        if mayFail {
            switch state.random.index(below: 20) {
            case 0: return .failure("connection refused")
            case 1: return .silence
            case 2: return Self.answer(500, "it broke")
            case 3: return Self.answer(429, "slow down", [HTTPHeader("Retry-After", "45")])
            case 4: return Self.answer(200, "<!DOCTYPE html><p>Checking your browser")
            case 5: return .answer(Self.response(200, Array(state.body.prefix(state.body.count / 2)), []))
            default: break
            }
        }
        let tag = "\"\(state.version)\""
        let known = request.headers.first { $0.name.lowercased() == "if-none-match" }?.value
        if known == tag { return Self.answer(304, "", [HTTPHeader("ETag", tag)]) }
        return .answer(Self.response(200, state.body, [HTTPHeader("ETag", tag)]))
    }

    private func model(_ request: HTTPRequest, _ state: inout State) -> Reply {
        let mode = mayFail && state.random.chance(0.4) ? state.random.pick(ChatStub.Mode.allCases) : .obey
        state.model.set([mode])
        var head = "POST /v1/chat/completions HTTP/1.1\r\n"
        for header in request.headers { head += "\(header.name): \(header.value)\r\n" }
        guard let parsed = RequestHead(Array((head + "\r\n").utf8)) else { return .failure("a request without a head") }
        let answer = state.model.answer(StubRequest(head: parsed, body: request.body))
        switch answer.ending {
        case .silence: return .silence
        case .torn: return .failure("connection reset by peer")
        case .whole: break
        }
        guard answer.body.count <= request.maximumBodyBytes else {
            return .failure("body is larger than \(request.maximumBodyBytes) bytes")
        }
        let headers = answer.headers.map { HTTPHeader($0[0], $0[1]) }
        return .answer(Self.response(answer.status, answer.body, headers))
    }

    private static func answer(_ status: Int, _ text: String, _ headers: [HTTPHeader] = []) -> Reply {
        .answer(response(status, Array(text.utf8), headers))
    }

    private static func response(_ status: Int, _ body: [UInt8], _ headers: [HTTPHeader]) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: body, receivedNanoseconds: 0)
    }

    private static func error(_ cause: String) -> NetworkError {
        NetworkError(phase: .receive, place: place, cause: cause, canRetry: true)
    }

    private func pause(_ duration: Duration) async throws(NetworkError) {
        do { try await clock.sleep(until: clock.now.advanced(by: duration)) } catch {
            throw NetworkError(phase: .receive, place: Self.place, cause: "cancelled", canRetry: false)
        }
    }
}
