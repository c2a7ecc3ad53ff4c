import Foundation
import Testing
import WickDomain
import WickFrames
import WickNews
import WickPipeline

@Suite struct NewsStageTests {
    private let start: Int64 = 1_772_452_800_000_000_000

    private func body(_ titles: [String]) -> [UInt8] {
        let items = titles.enumerated().map { "<item><title>\($0.element)</title><guid>g\($0.offset)</guid></item>" }
        return Array(JSONText.quoted("<rss><channel>\(items.joined())</channel></rss>").utf8)
    }

    private func batch(_ frames: [(Int64, FrameOrigin, [UInt8])]) -> FrameBatch {
        var batch = FrameBatch()
        for (second, origin, payload) in frames {
            batch.append(Frame(receivedNanoseconds: start + second * 1_000_000_000, origin: origin, payload: payload))
        }
        return batch
    }

    @Test func headlinesAreKnownWhenTheirFrameCameAndScoredAtOnce() {
        var stage = NewsStage()
        var output = NewsStage.Output()
        stage.fold(batch([(5, .news("wire"), body(["Newer: bitcoin falls", "Older: bitcoin rises"]))]), into: &output)
        #expect(output.headlines.map(\.title) == ["Older: bitcoin rises", "Newer: bitcoin falls"])
        #expect(output.headlines.allSatisfy { $0.seenTime == Timestamp(nanoseconds: start + 5_000_000_000) })
        #expect(output.scores.map(\.headlineID) == output.headlines.map(\.id))
        #expect(output.scores.map { $0.sentiment > 0 } == [true, false])
        #expect(output.scores.allSatisfy { $0.scorer == "lexicon" && $0.scoredTime == output.headlines[0].seenTime })
    }

    @Test func aModelsAnswerAddsAScoreThatIsKnownLater() throws {
        var stage = NewsStage()
        var output = NewsStage.Output()
        stage.fold(batch([(5, .news("wire"), body(["Bitcoin rises"]))]), into: &output)
        let id = try #require(output.headlines.first?.id)
        let answer =
            #"{"prompt":"p","headlines":[{"id":"\#(id)","version":1}],"answer":"{\"items\":[{\"index\":0,\"asset\":\"btc\",\"sentiment\":-0.5,\"confidence\":0.8,\"horizon\":\"days\",\"event\":\"etf\"}]}"}"#
        output.removeAll()
        stage.fold(batch([(9, .llm("tiny-1"), Array(answer.utf8))]), into: &output)
        let score = try #require(output.scores.first)
        #expect(score.headlineID == id && score.scorer == "llm" && score.model == "tiny-1" && score.promptHash == "p")
        #expect(score.sentiment == -0.5 && score.horizon == .days && score.event == .etf)
        #expect(score.scoredTime == Timestamp(nanoseconds: start + 9_000_000_000))
        #expect(stage.counts.answers == 1)
    }

    @Test func malformedFramesAreNamedAndCostNothingElse() {
        var stage = NewsStage()
        var output = NewsStage.Output()
        stage.fold(
            batch([
                (1, .news("wire"), Array("no string".utf8)), (2, .news("wire"), Array("\"<html></html>\"".utf8)),
                (3, .llm("m"), Array("{}".utf8)), (4, .news("wire"), body(["Bitcoin rises"])), (5, .note, []),
            ]), into: &output)
        #expect(output.problems.count == 3)
        #expect(output.headlines.count == 1)
        #expect(stage.counts.malformed == 3 && stage.counts.frames == 4)
    }

    @Test func howFramesAreCutIntoBatchesMakesNoDifference() {
        let frames: [(Int64, FrameOrigin, [UInt8])] = (0..<20).map { number in
            (
                Int64(number), .news(number % 2 == 0 ? "a" : "b"),
                body(["Story \(number / 3) of the day", "Bitcoin rises again today"])
            )
        }
        var whole = NewsStage.Output()
        var stage = NewsStage()
        stage.fold(batch(frames), into: &whole)
        var pieces = NewsStage.Output()
        var other = NewsStage()
        for frame in frames { other.fold(batch([frame]), into: &pieces) }
        #expect(whole.headlines == pieces.headlines)
        #expect(whole.scores == pieces.scores)
        #expect(whole.headlines.contains { $0.version > 1 })
    }

    @Test func theBundledRecordingsNewsIsUnderstood() async throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let reader = try RecordingReader(path: package.appending(path: "recordings/demo.wick.zst").path)
        var stage = NewsStage()
        var output = NewsStage.Output()
        var frames = FrameBatch()
        while try reader.read(into: &frames) { stage.fold(frames, into: &output) }
        #expect(stage.counts.frames > 0)
        #expect(output.problems.isEmpty)
        #expect(output.headlines.count >= 10)
        #expect(output.scores.count == output.headlines.count)
    }
}
