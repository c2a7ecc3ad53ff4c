import Foundation
import Testing
import WickDomain
import WickFeatures
import WickFrames
import WickPipeline
import WickSimulation

/// Features are the same from a replay at any speed and from an import of the candles that it exports: to the last bit.
@Suite struct FeatureReplayTests {
    /// Frames of two instruments; some are lost, some come seconds late, and for minutes nobody watches.
    private func troubledFrames(seed: UInt64) async throws -> [Frame] {
        let parameters = MarketParameters(seed: seed, venue: .kraken, tradesPerSecond: 1.5)
        var source = try SyntheticFrameSource(parameters: parameters, duration: .seconds(4 * 3600))
        var chance = RandomSource(seed: seed, stream: 9)
        var frames: [Frame] = []
        var batch = FrameBatch()
        while try await source.next(into: &batch) {
            for frame in batch.frames where !chance.chance(0.00005) { frames.append(frame) }
        }
        let start = frames[0].receivedNanoseconds
        let unwatched = (start + 5_000_000_000_000)..<(start + 5_200_000_000_000)
        frames.removeAll { unwatched.contains($0.receivedNanoseconds) }
        for index in frames.indices where chance.chance(0.003) {
            // Held back by up to three minutes.
            let delay = Int64.random(in: 1...200, using: &chance) * 1_000_000_000
            frames[index] = Frame(
                receivedNanoseconds: frames[index].receivedNanoseconds + delay, origin: frames[index].origin,
                payload: frames[index].payload)
        }
        return frames.enumerated()
            .sorted { ($0.element.receivedNanoseconds, $0.offset) < ($1.element.receivedNanoseconds, $1.offset) }
            .map(\.element)
    }

    /// Replays in batches of so many frames: this is all that another speed changes.
    private func replay(_ frames: [Frame], batch size: Int) -> (vectors: [FeatureVector], csv: String) {
        var market = MarketStage()
        var features = FeatureStage()
        var history = CandleHistory(timeframe: .oneMinute)
        var (vectors, candles): ([FeatureVector], [Candle]) = ([], [])
        var output = MarketStage.Output()
        var rest = frames[...]
        while !rest.isEmpty {
            var batch = FrameBatch()
            for frame in rest.prefix(size) { batch.append(frame) }
            rest = rest.dropFirst(size)
            market.fold(batch, into: &output)
            features.fold(output.candles, clock: output.clock, into: &vectors)
            candles += history.add(output.candles)
            output.removeAll()
        }
        features.finish(into: &vectors)
        #expect(features.counts.late == 0, "no version is known before what was known already")
        candles += history.finish(open: market.openCandles)
        let text = CandleText(format: .csv)
        return (vectors, text.header + candles.map(text.line).joined())
    }

    private func importing(_ csv: String) throws -> [FeatureVector] {
        var stage = FeatureStage()
        var vectors: [FeatureVector] = []
        for row in csv.split(separator: "\n").dropFirst() {
            let candle = try CandleText.candle(csv: row)
            stage.fold([candle], clock: candle.knownTime, into: &vectors)
        }
        stage.finish(into: &vectors)
        #expect(stage.counts.revisions == 0)
        return vectors
    }

    private func check(_ frames: [Frame]) throws -> Int {
        let whole = replay(frames, batch: .max)
        let bits = whole.vectors.map(bits)
        for size in [1000, 37, 1] {
            let other = replay(frames, batch: size)
            #expect(other.vectors.map(WickPipelineTests.bits) == bits, "in batches of \(size)")
        }
        #expect(newest(try importing(whole.csv)) == newest(whole.vectors))
        return whole.vectors.count - newest(whole.vectors).count
    }

    @Test(arguments: [1, 2] as [UInt64]) func batchesAndImportGiveTheSameBitsHoweverTroubledTheFrames(
        seed: UInt64
    ) async throws {
        let revisions = try check(try await troubledFrames(seed: seed))
        #expect(revisions > 10, "nothing was corrected, so that nothing was tested")
    }

    @Test func theBundledRecordingGivesTheSameBits() async throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "recordings/demo.wick.zst").path
        let reader = try RecordingReader(path: path)
        var batch = FrameBatch()
        var frames: [Frame] = []
        while try reader.read(into: &batch) { frames += batch.frames }
        _ = try check(frames)
    }
}

@Suite struct CandleTextParsingTests {
    private let row = "kraken,BTC/USD,2024-11-29T12:00:00Z,1,2.5,0.5,2,10.25,4,20.5,7,11,17,final"

    @Test func readsWhatItWrites() throws {
        let text = CandleText(format: .csv)
        let sparse = "bitfinex,ETHUSD,2018-01-01T00:01:00Z,1,2,1,2,0,,,,,,empty"
        let wide =
            "binance,币安人生USDT,2026-03-02T00:01:00Z,1,1,1,1,"
            + "150000167014.75,150000167014.75,,60,9223372036854775808,18446744073709551615,final"
        for row in [row, sparse, wide] {
            let candle = try CandleText.candle(csv: Substring(row))
            #expect(text.line(candle) == row + "\n")
            #expect(candle.knownTime == candle.closeTime + .seconds(1))
        }
    }

    @Test func saysWhatCannotBeRead() throws {
        func failure(_ from: String, _ to: String) -> String? {
            do throws(CandleText.Failure) {
                _ = try CandleText.candle(csv: Substring(row.replacingOccurrences(of: from, with: to)))
                return nil
            } catch { return error.description }
        }
        #expect(failure(",final", "") == "reading a candle: 13 columns instead of 14")
        #expect(failure("final", "fine") == "reading a candle: state 'fine' cannot be read")
        #expect(failure("kraken", "mtgox") == "reading a candle: venue 'mtgox' cannot be read")
        #expect(failure(",0.5,", ",x,") == "reading a candle: low 'x' is not a decimal")
        let range = "reading a candle: its range (1.5 to 2.5) does not hold its open 1 and close 2"
        #expect(failure(",0.5,", ",1.5,") == range)
        #expect(failure(",10.25,", ",-1,")?.contains("its volume -1 is not from 0 to") == true)
        #expect(failure(",20.5,", ",-1,") == "reading a candle: its notional -1 is below zero")
        #expect(failure(",7,", ",-7,") == "reading a candle: its number of trades -7 is below zero")
        #expect(failure(",7,", ",-,") == "reading a candle: trades '-' cannot be read")
        #expect(failure("2024-11-29T12", "noon") == "reading a candle: open_time 'noon:00:00Z' is not a UTC time")
    }
}
