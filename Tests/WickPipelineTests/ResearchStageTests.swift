import Foundation
import Testing
import WickDomain
import WickFeatures
import WickFrames
import WickPipeline
import WickSimulation
import WickStore

/// Market and news together: what the features of a minute may know.
@Suite struct ResearchStageTests {
    private static let noon = Timestamp(seconds: 1_772_409_600)

    private func frame(_ origin: FrameOrigin, _ second: Double, _ payload: String) -> Frame {
        Frame(
            receivedNanoseconds: Self.noon.microseconds * 1000 + Int64(second * 1e9), origin: origin,
            payload: Array(payload.utf8))
    }

    private func trade(_ id: Int, _ second: Double) -> Frame {
        let time = Self.noon + .microseconds(Int64(second * 1e6))
        return frame(
            .venue(.kraken), second + 0.05,
            #"{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":\#(100 + id % 7),"qty":1.0,"#
                + #""trade_id":\#(id),"timestamp":"\#(time)"}]}"#)
    }

    /// A feed with one item, seen at this second, that claims to be published at another.
    private func news(_ title: String, seen second: Double, published: String) throws -> Frame {
        let body =
            "<rss version=\"2.0\"><channel><title>f</title><item><title>\(title)</title>"
            + "<link>https://example.org/\(title.count)</link><pubDate>\(published)</pubDate></item></channel></rss>"
        let text = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        return frame(.news("example"), second, text)
    }

    private func fold(_ frames: [Frame], batches: Int = 1) -> ResearchStage.Output {
        var stage = ResearchStage()
        var output = ResearchStage.Output()
        let size = (frames.count + batches - 1) / batches
        for start in stride(from: 0, to: frames.count, by: size) {
            var batch = FrameBatch()
            for frame in frames[start..<min(start + size, frames.count)] { batch.append(frame) }
            stage.fold(batch, into: &output)
        }
        stage.finish(into: &output)
        return output
    }

    private func trades(minutes: Int) -> [Frame] {
        (0..<minutes * 6).map { trade($0 + 1, Double($0) * 10 + 0.5) }
    }

    private func column(_ name: String) throws -> Int { try #require(FeatureSet.schema.names.firstIndex(of: name)) }

    @Test func aMinuteNeverKnowsAHeadlineThatWasSeenAfterIt() throws {
        // It claims to be an hour old.
        let late = try news(
            "Bitcoin surges to a record as inflows soar", seen: 310, published: "Mon, 02 Mar 2026 11:00:00 GMT")
        let frames = (trades(minutes: 10) + [late]).sorted { $0.receivedNanoseconds < $1.receivedNanoseconds }
        let output = fold(frames)
        #expect(output.news.headlines.count == 1)
        let age = try column(FeatureSet.schema.names.first { $0.contains("age") } ?? "")
        let known = output.vectors.filter { !$0.values[age].isNaN }.map(\.openTime)
        // Minute 5 ends at second 360; it is the first that can know what was seen at second 310.
        #expect(known.first == Self.noon + .seconds(300))
        #expect(!known.isEmpty)
    }

    @Test func headlinesLeaveNoTraceOfBatching() throws {
        let first = try news("Exchange hacked, funds stolen", seen: 130, published: "")
        let second = try news("Bitcoin recovers as fears fade after hack", seen: 371, published: "")
        let frames = (trades(minutes: 12) + [first, second]).sorted {
            $0.receivedNanoseconds < $1.receivedNanoseconds
        }
        let whole = fold(frames)
        #expect(whole.news.scores.count == 2)
        let pieces = fold(frames, batches: frames.count)
        #expect(pieces.vectors.map(bits) == whole.vectors.map(bits))
        #expect(pieces.news.headlines == whole.news.headlines)
        #expect(pieces.news.scores == whole.news.scores)
    }

    @Test func whatAReplayStoresAnswersAsOfAMoment() throws {
        let early = try news("Bitcoin surges to a record", seen: 130, published: "")
        let late = try news("Bitcoin plunges after hack of an exchange", seen: 400, published: "")
        let frames = (trades(minutes: 10) + [early, late]).sorted { $0.receivedNanoseconds < $1.receivedNanoseconds }
        let store = try Store.inMemory()
        var writer = StoreWriter(store)
        try writer.add(StoreWriter.Rows(fold(frames)))
        try writer.flush()
        let all = Self.noon..<Self.noon + .seconds(3600)
        #expect(try store.headlines(seenIn: all).count == 2)
        #expect(
            try store.headlines(seenIn: all, asOf: Self.noon + .seconds(399)).map(\.title) == [
                "Bitcoin surges to a record"
            ])
        #expect(try store.scores(knownIn: all, asOf: Self.noon + .seconds(399)).count == 1)
    }
}
