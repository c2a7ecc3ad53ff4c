import Synchronization
import Testing
import WickDomain
import WickFrames
import WickNetwork
import WickNews
import WickPipeline
import WickSimulation

@Suite struct NewsActorTests {
    private func batch(_ titles: [String]) -> FrameBatch {
        let items = titles.enumerated().map { "<item><title>\($0.element)</title><guid>g\($0.offset)</guid></item>" }
        let body = Array(JSONText.quoted("<rss><channel>\(items.joined())</channel></rss>").utf8)
        var batch = FrameBatch()
        batch.append(Frame(receivedNanoseconds: 1_772_452_800_000_000_000, origin: .news("wire"), payload: body))
        return batch
    }

    /// The model's answers travel through the channel, so that a recording of it replays without a model.
    @Test func answersComeBackAsFramesAndReplayWithoutAModel() async throws {
        let stub = try StubServer(ChatStub())
        let network = try NetworkThread(NetworkConfiguration(wallClock: { 1_772_452_801_000_000_000 }))
        defer {
            network.stop()
            stub.stop()
        }
        let clock = FeedClock(ContinuousClock(), wallNanoseconds: { 1_772_452_801_000_000_000 })
        let configuration = LLMConfiguration(
            interface: .openAI, url: "\(stub.address)/v1/chat/completions", model: "tiny-1", key: nil)
        let scorer = LLMScorer(configuration, client: network, clock: clock, random: SystemRandomNumberGenerator())
        let channel = FrameChannel()
        let actor = NewsActor(scorer: scorer, channel: channel, clock: clock, header: RecordingHeader())
        let news = batch(["Bitcoin surges", "Exchange hacked"])
        let first = await actor.fold(news)
        var recorded: [FrameBatch] = [news]
        var answered: [SentimentScore] = []
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await actor.run() }
            if let answer = await channel.next() {
                recorded.append(answer)
                answered = await actor.fold(answer).scores
            }
            await actor.stop()
        }
        #expect(first.scores.map(\.scorer) == ["lexicon", "lexicon"])
        #expect(answered.map(\.scorer) == ["llm", "llm"])
        #expect(answered.map(\.headlineID) == first.headlines.map(\.id))
        let replay = NewsActor()
        var replayed: [SentimentScore] = []
        for batch in recorded { replayed += await replay.fold(batch).scores }
        #expect(replayed == first.scores + answered)
        #expect(stub.inspect { $0.requests.count } == 1)
    }

    @Test func withoutAModelNothingRuns() async {
        let actor = NewsActor()
        await actor.run()
        #expect(await actor.fold(batch(["Bitcoin surges"])).headlines.count == 1)
        #expect(await actor.unasked == 0)
    }
}
