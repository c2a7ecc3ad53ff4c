import WickDomain
public import WickFrames
public import WickNews

/// Owns the NewsStage and, in a live run, what waits for the language model. A replay has none: its recording holds the answers.
public actor NewsActor {
    /// Headlines that wait for the model. More come only when it is slow or over budget; the oldest are given up, as the lexicon has scored
    /// them.
    public static let maximumWaiting = 200
    /// A model that could not answer is asked again after this, or when news comes.
    private static let retryInterval = Duration.seconds(30)

    private var stage: NewsStage
    private var output = NewsStage.Output()
    private let scorer: LLMScorer?
    private let channel: FrameChannel?
    private let clock: FeedClock?
    private let header: RecordingHeader
    private var waiting: [Headline] = []
    private var isStopped = false
    /// Headlines that the model was never asked about.
    public private(set) var unasked = 0
    private let news: AsyncStream<Void>
    private let newsInput: AsyncStream<Void>.Continuation

    /// For a replay, and for a live run without a language model.
    public init(ledger: HeadlineLedger = HeadlineLedger()) {
        self.init(ledger: ledger, scorer: nil, channel: nil, clock: nil, header: RecordingHeader())
    }

    /// - Parameters:
    ///   - channel: takes the model's answers as frames; it is the one from which the batches come.
    ///   - header: of the running capture.
    public init(
        ledger: HeadlineLedger = HeadlineLedger(), scorer: LLMScorer, channel: FrameChannel, clock: FeedClock,
        header: RecordingHeader
    ) {
        self.init(ledger: ledger, scorer: .some(scorer), channel: channel, clock: clock, header: header)
    }

    private init(
        ledger: HeadlineLedger, scorer: LLMScorer?, channel: FrameChannel?, clock: FeedClock?, header: RecordingHeader
    ) {
        stage = NewsStage(ledger: ledger)
        self.scorer = scorer
        self.channel = channel
        self.clock = clock
        self.header = header
        // One signal says everything that several would.
        (news, newsInput) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Headlines that wait for the model, at most `maximumWaiting`.
    public var waitingCount: Int { waiting.count }

    public var counts: NewsStage.Counts { stage.counts }

    /// What scores now, for the screen; whether that is not the model that is wanted.
    var scorerText: (text: String, isFallback: Bool) {
        get async {
            guard let scorer else { return ("lexicon", false) }
            let usage = await scorer.usage
            let model = scorer.configuration.model
            switch await scorer.state {
            case .ready:
                let cents = (usage.cost * 100).rounded() / 100
                return ("\(model) \(usage.calls) calls, $\(cents)", false)
            case .overBudget: return ("lexicon, \(model) over budget", true)
            case .failing: return ("lexicon, \(model) fails", true)
            }
        }
    }

    /// Folds a batch and returns what it led to.
    public func fold(_ batch: FrameBatch) -> NewsStage.Output {
        output.removeAll()
        stage.fold(batch, into: &output)
        if scorer != nil, !output.headlines.isEmpty { wait(for: output.headlines) }
        return output
    }

    private func wait(for headlines: [Headline]) {
        waiting += headlines
        if waiting.count > Self.maximumWaiting {
            unasked += waiting.count - Self.maximumWaiting
            waiting.removeFirst(waiting.count - Self.maximumWaiting)
        }
        newsInput.yield()
    }

    /// Asks the model about what comes, until `stop` or until the task is cancelled; the answers go into the channel. Returns at once without a
    /// model.
    public func run() async {
        guard let scorer, let channel, let clock else { return }
        for await _ in news {
            while !waiting.isEmpty, !Task.isCancelled, !isStopped {
                // The newest first: they matter most while the budget lasts.
                let batch = Array(waiting.suffix(LLMConfiguration.maximumBatch))
                guard let answer = await scorer.ask(batch) else {
                    do { try await clock.sleep(for: Self.retryInterval) } catch { return }
                    continue
                }
                guard !Task.isCancelled, !isStopped else { return }
                let asked = Set(batch.map(LLMAnswer.Reference.init))
                waiting.removeAll { asked.contains(LLMAnswer.Reference($0)) }
                var frames = FrameBatch(header: header)
                frames.append(
                    Frame(
                        receivedNanoseconds: clock.wallNanoseconds, origin: LLMAnswer.origin(model: answer.model),
                        payload: answer.payload))
                channel.push(frames)
                await channel.waitForRoom()
            }
        }
    }

    /// Ends `run` once the running call or wait has ended; cancel its task to end that as well. Nothing is pushed afterwards.
    public func stop() {
        isStopped = true
        newsInput.finish()
    }
}
