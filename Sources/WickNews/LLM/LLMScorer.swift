public import WickDomain
public import WickFrames
public import WickNetwork

/// Owns the conversation with a language model: budget, cache, retries, and the state that says why the lexicon scores in its place.
public actor LLMScorer: SentimentScorer {
    /// Of every score.
    public static let name = "llm"

    /// For the screen.
    public enum State: Equatable, Sendable, CustomStringConvertible {
        case ready
        /// The lexicon scores until then.
        case overBudget(until: Timestamp)
        /// The lexicon scores until it is tried again.
        case failing(reason: String, nextTry: Timestamp)

        public var description: String {
            switch self {
            case .ready: "ready"
            case .overBudget(let until): "over budget until \(until.floored(to: .seconds(1))): the lexicon scores"
            case .failing(let reason, let nextTry):
                "the lexicon scores until \(nextTry.floored(to: .seconds(1))): \(reason)"
            }
        }
    }

    /// What it has cost.
    public struct Usage: Equatable, Sendable {
        public var callsToday = 0
        public var tokensToday = 0
        /// Since the start.
        public var calls = 0
        public var promptTokens = 0
        public var answerTokens = 0
        public var cached = 0
        public var failures = 0
        /// US dollars since the start, by the configured prices.
        public var cost = 0.0
    }

    public nonisolated let configuration: LLMConfiguration
    private let client: any HTTPClient
    private let clock: FeedClock
    private let wire: LLMWire
    private let lexicon = LexiconScorer()
    private var random: any RandomNumberGenerator & Sendable
    private var ledger: LLMLedger
    private var cache: LLMCache
    private var spent = Usage()
    private var paused: (until: Duration, reason: String, wall: Timestamp)?

    /// - Parameters:
    ///   - client: must not send a POST twice by itself.
    ///   - random: for the waits between attempts.
    public init(
        _ configuration: LLMConfiguration, client: any HTTPClient, clock: FeedClock,
        random: any RandomNumberGenerator & Sendable
    ) {
        self.configuration = configuration
        self.client = client
        self.clock = clock
        self.random = random
        wire = LLMWire(configuration: configuration)
        ledger = LLMLedger(configuration.budget)
        cache = LLMCache()
    }

    public var state: State {
        let now = clock.now
        if let paused, paused.until > now.elapsed { return .failing(reason: paused.reason, nextTry: paused.wall) }
        if let until = ledger.nextChance(at: now.wall) { return .overBudget(until: until) }
        return .ready
    }

    public var usage: Usage {
        var usage = spent
        usage.callsToday = ledger.callsToday
        usage.tokensToday = ledger.tokensToday
        return usage
    }

    /// Asks the model, and the lexicon for what the model does not answer.
    public func score(_ headlines: [Headline], at time: Timestamp) async -> [SentimentScore] {
        var scores: [SentimentScore] = []
        var start = 0
        while start < headlines.count {
            let batch = Array(headlines[start..<min(start + LLMConfiguration.maximumBatch, headlines.count)])
            start += batch.count
            // Answers are validated before they are given out.
            if let answer = await ask(batch), let found = try? answer.scores(at: time) {
                scores += found
            } else {
                scores += lexicon.scores(batch, at: time)
            }
        }
        return scores
    }

    /// Asks about at most `LLMConfiguration.maximumBatch` headlines in one call.
    ///
    /// - Returns: a checked answer, to be recorded and read as a frame; nil where there is none, and `state` says why.
    public func ask(_ headlines: [Headline]) async -> LLMAnswer? {
        precondition(headlines.count <= LLMConfiguration.maximumBatch, "more headlines than one call takes")
        let keys = headlines.map {
            LLMCache.key(title: $0.title, model: configuration.model, promptHash: LLMPrompt.hash)
        }
        let missing = headlines.indices.filter { cache[keys[$0]] == nil }
        if !missing.isEmpty {
            guard let ratings = await rate(missing.map { headlines[$0].title }) else { return nil }
            for (index, rating) in zip(missing, ratings) { cache.insert(rating, for: keys[index]) }
        }
        spent.cached += headlines.count - missing.count
        // Small as the cache is, it holds a batch: what was asked for is there.
        let items = keys.indices.compactMap { index in cache[keys[index]].map { LLMItems.Item(index: index, $0) } }
        guard items.count == headlines.count else { return nil }
        return LLMAnswer(
            model: configuration.model, promptHash: LLMPrompt.hash, headlines: headlines.map(LLMAnswer.Reference.init),
            text: LLMItems(items: items).json)
    }

    // MARK: Calls

    private func rate(_ titles: [String]) async -> [LLMItems.Rating]? {
        if let paused, paused.until > clock.now.elapsed { return nil }
        let end = clock.now.elapsed + configuration.deadline
        var attempts = 0
        while ledger.nextChance(at: clock.now.wall) == nil {
            let error: LLMError
            var retryAfter: Duration?
            do throws(LLMError) {
                let ratings = try await call(titles, remaining: end - clock.now.elapsed, retryAfter: &retryAfter)
                paused = nil
                return ratings
            } catch let failure {
                error = failure
            }
            attempts += 1
            spent.failures += 1
            let wait = max(
                retryAfter ?? .zero,
                RetryPolicy().backoff(afterAttempts: attempts, using: &random))
            guard error.canRetry, attempts < configuration.attempts, clock.now.elapsed + wait < end, !Task.isCancelled
            else {
                pause(after: error, atLeast: retryAfter)
                return nil
            }
            do { try await clock.sleep(for: wait) } catch { return nil }
        }
        return nil
    }

    private func call(
        _ titles: [String], remaining: Duration, retryAfter: inout Duration?
    ) async throws(LLMError) -> [LLMItems.Rating] {
        guard remaining > .zero else { throw .deadline }
        ledger.noteCall(at: clock.now.wall)
        spent.calls += 1
        let response: HTTPResponse
        do throws(NetworkError) {
            response = try await client.send(wire.request(titles, deadline: remaining))
        } catch {
            retryAfter = error.retryAfter
            throw .network(error)
        }
        retryAfter = response[header: "Retry-After"].flatMap {
            RetryAfter.duration($0, nowNanoseconds: clock.wallNanoseconds)
        }
        let reply = try wire.reply(response)
        note(reply, titles)
        return try LLMItems.validated(reply.text, count: titles.count)
    }

    /// Servers that do not count are counted for: four bytes a token, as a rule of thumb for English.
    private func note(_ reply: LLMWire.Reply, _ titles: [String]) {
        let sent = LLMPrompt.system.utf8.count + LLMPrompt.user(titles).utf8.count
        let prompt = reply.promptTokens > 0 ? reply.promptTokens : sent / 4
        let answer = reply.answerTokens > 0 ? reply.answerTokens : reply.text.utf8.count / 4
        // A server cannot talk us into a sum that overflows.
        let (prompted, answered) = (min(prompt, 1_000_000), min(answer, 1_000_000))
        ledger.noteTokens(prompted + answered)
        spent.promptTokens += prompted
        spent.answerTokens += answered
        spent.cost +=
            (Double(prompted) * configuration.promptPrice + Double(answered) * configuration.answerPrice) / 1e6
    }

    private func pause(after error: LLMError, atLeast asked: Duration?) {
        let wait = max(error.isLasting ? .seconds(3600) : configuration.pause, min(asked ?? .zero, .seconds(3600)))
        let now = clock.now
        paused = (now.elapsed + wait, PlainText.line(error.description), now.wall + wait)
    }
}
