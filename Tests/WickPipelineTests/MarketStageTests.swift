import Foundation
import Testing
import WickDomain
import WickFrames
import WickPipeline
import WickSimulation

@Suite struct MarketStageTests {
    private static let noon = Timestamp(seconds: 1_732_881_600)

    private func kraken(_ id: UInt64, _ second: Double, symbol: String = "BTC/USD") -> Frame {
        let time = Self.noon + .microseconds(Int64(second * 1e6))
        let text =
            #"{"channel":"trade","type":"update","data":[{"symbol":"\#(symbol)","side":"buy","price":100.5,"qty":1.0,"trade_id":\#(id),"timestamp":"\#(time)"}]}"#
        return frame(.venue(.kraken), second + 0.05, text)
    }

    private func frame(_ origin: FrameOrigin, _ second: Double, _ text: String) -> Frame {
        Frame(
            receivedNanoseconds: Self.noon.microseconds * 1000 + Int64(second * 1e9), origin: origin,
            payload: Array(text.utf8))
    }

    private func heartbeat(_ second: Double) -> Frame { frame(.venue(.kraken), second, #"{"channel":"heartbeat"}"#) }

    private func fold(_ frames: [Frame], batch size: Int = .max) -> (stage: MarketStage, output: MarketStage.Output) {
        var stage = MarketStage()
        var output = MarketStage.Output()
        var rest = frames[...]
        while !rest.isEmpty {
            var batch = FrameBatch()
            for frame in rest.prefix(size) { batch.append(frame) }
            rest = rest.dropFirst(size)
            stage.fold(batch, into: &output)
        }
        return (stage, output)
    }

    @Test func heartbeatsCloseMinutesOfEveryInstrument() {
        let frames = [kraken(1, 1), kraken(7, 2, symbol: "ETH/USD"), heartbeat(30), heartbeat(60.9), heartbeat(61.1)]
        let (stage, output) = fold(frames)
        #expect(output.candles.map(\.instrument.symbol.description) == ["BTC/USD", "ETH/USD"])
        #expect(stage.counts.controls == 3)
        #expect(output.candles.allSatisfy { $0.knownTime == Self.noon + .seconds(61) })
    }

    @Test func silenceIsAnOutage() {
        let frames = [
            kraken(1, -70), heartbeat(-20), kraken(2, 1), heartbeat(10), heartbeat(200), heartbeat(250), kraken(9, 251),
            heartbeat(305),
        ]
        let (stage, output) = fold(frames)
        #expect(stage.counts.unobserved == 1)
        #expect(output.candles.suffix(6).map(\.state).contains(.outage))
        #expect(stage.continuity.first?.seen.holes.count == 1)
    }

    @Test func aGapThatIsRecordedIsAnOutageHoweverShort() {
        let gap = GapNote(
            from: Self.noon + .seconds(70), to: Self.noon + .seconds(115), reason: "reconnect", venue: .kraken)
        let frames = [
            kraken(1, -70), heartbeat(-20), kraken(2, 1), heartbeat(40), heartbeat(61.5), heartbeat(70),
            frame(.gap, 115, String(decoding: gap.payload, as: UTF8.self)), heartbeat(121.5),
        ]
        let (stage, output) = fold(frames)
        #expect(stage.counts.unobserved == 1)
        #expect(output.candles.map(\.state) == [.incomplete, .empty, .final, .outage])
    }

    @Test func aGapThatIsToldInPiecesIsCountedOnce() {
        let pieces = [(10, 20), (20, 45), (10, 60), (70, 75)].map { from, to in
            GapNote(
                from: Self.noon + .seconds(Int64(from)), to: Self.noon + .seconds(Int64(to)), reason: "away",
                venue: .kraken)
        }
        let notes = pieces.map {
            frame(.gap, Double(($0.to - Self.noon).seconds), String(decoding: $0.payload, as: UTF8.self))
        }
        let (stage, output) = fold([kraken(1, 1)] + notes)
        #expect(stage.counts.unobserved == 2)
        #expect(output.gaps.count == 4, "each piece is stored")
    }

    @Test func aGapOfOneSymbolLeavesTheOthersAlone() throws {
        let gap = { (symbol: String) throws in
            GapNote(
                from: Self.noon + .seconds(65), to: Self.noon + .seconds(300), reason: "not subscribed", venue: .kraken,
                symbol: try Symbol(symbol))
        }
        let states = { (note: GapNote) in
            // Said before the minute is over, and beyond the end of what is known.
            fold([
                kraken(1, -70), heartbeat(-20), kraken(2, 1), heartbeat(40), heartbeat(61.5),
                frame(.gap, 66, String(decoding: note.payload, as: UTF8.self)), heartbeat(100), heartbeat(121.5),
            ]).output.candles.map(\.state)
        }
        #expect(try states(gap("BTC/USD")) == [.incomplete, .empty, .final, .outage])
        #expect(try states(gap("ETH/USD")) == [.incomplete, .empty, .final, .empty])
    }

    @Test func aNoteThatAQuietVenueAnswersClosesItsMinutes() {
        let alive = { (second: Double) in
            frame(.note, second, String(decoding: Note.alive(.kraken).payload, as: UTF8.self))
        }
        let quiet = [kraken(1, -70), heartbeat(-20), kraken(2, 1)]
        let noted = fold(quiet + stride(from: 30.0, through: 122, by: 30).map(alive) + [alive(121.5)])
        #expect(noted.output.candles.map(\.state) == [.incomplete, .empty, .final, .empty])
        #expect(noted.stage.counts.unobserved == 0)
        let other = fold(quiet + [frame(.note, 121.5, #"{"something":"newer"}"#)])
        #expect(other.stage.counts.ignored == 1)
        #expect(other.output.candles.count == 2)
    }

    @Test func aGapThatCannotBeReadIsMalformed() {
        let (stage, output) = fold([kraken(1, 1), frame(.gap, 2, "{}"), frame(.gap, 3, "\u{1b}[2J")])
        #expect(stage.counts.malformed == 2)
        #expect(output.problems.last == "reading a gap: '?[2J' is not an interval")
    }

    @Test func malformedFramesAreCountedAndTheRestGoesOn() {
        let (stage, output) = fold([kraken(1, 1), frame(.venue(.kraken), 2, "{oops"), kraken(2, 3), heartbeat(62)])
        #expect(stage.counts.malformed == 1)
        #expect(output.problems.count == 1)
        #expect(output.candles.map(\.tradeCount) == [2])
    }

    @Test func whatOtherStagesReadIsIgnoredHere() {
        let frames = [
            frame(.news("coindesk"), 1, "\"x\""), frame(.note, 2, "{}"), frame(.unknown("x"), 4, ""),
        ]
        #expect(fold(frames).stage.counts.ignored == 3)
    }

    @Test func theHeaderTellsTheUnitOfBinancesTimes() {
        var batch = FrameBatch(header: RecordingHeader(timeUnits: ["binance": "us"]))
        let text = #"{"e":"trade","s":"BTCUSDT","t":1,"p":"1.5","q":"2","T":1732881600123456,"m":true}"#
        batch.append(frame(.venue(.binance), 1, text))
        var stage = MarketStage()
        var output = MarketStage.Output()
        stage.fold(batch, into: &output)
        #expect(stage.counts.malformed == 0)
        #expect(stage.openCandles.map(\.openTime) == [Self.noon])
    }

    @Test func batchesOfAnySizeGiveTheSame() {
        var random = RandomSource(seed: 5)
        var second = 0.0
        var frames: [Frame] = []
        for id in 1...3000 {
            second += random.exponential()
            // Some trades are lost for good, some come twice, some late.
            if random.chance(0.002) { continue }
            frames.append(
                kraken(
                    UInt64(id), second - (random.chance(0.01) ? 3 : 0),
                    symbol: random.chance(0.7) ? "BTC/USD" : "ETH/USD"))
            if random.chance(0.05) {
                frames.append(frames[frames.count - 1 - random.index(below: min(frames.count, 20))])
            }
            if random.chance(0.1) { frames.append(heartbeat(second)) }
        }
        let reference = fold(frames)
        #expect(reference.output.candles.count > 90)
        for size in [1, 7, 1000] {
            let other = fold(frames, batch: size)
            #expect(other.output.candles == reference.output.candles)
            #expect(other.stage.counts == reference.stage.counts)
        }
    }

    /// Frames that close no minutes, such as news, move the clock as well; and silence is found out late.
    @Test func nothingBecomesKnownBeforeTheClockThatWasTold() {
        let gap = GapNote(
            from: Self.noon + .seconds(180), to: Self.noon + .seconds(185), reason: "reconnect", venue: .coinbase)
        let frames = [
            kraken(1, 1), heartbeat(30), frame(.news("wire"), 62, "{}"), heartbeat(62.5), heartbeat(70),
            frame(.gap, 190, String(decoding: gap.payload, as: UTF8.self)), frame(.llm("model"), 195, "{}"),
            heartbeat(200),
        ]
        var stage = MarketStage()
        var output = MarketStage.Output()
        var told = output.clock
        for frame in frames {
            var batch = FrameBatch()
            batch.append(frame)
            output.removeAll()
            stage.fold(batch, into: &output)
            #expect(output.candles.allSatisfy { $0.knownTime >= told }, "at \(frame.receivedNanoseconds)")
            #expect(output.clock >= told)
            told = output.clock
        }
        #expect(stage.counts.unobserved == 2)
    }

    @Test func aVolumeBeyond64BitsGoesThroughWithAllOthers() throws {
        let large = Frame(
            receivedNanoseconds: kraken(7, 2).receivedNanoseconds, origin: .venue(.kraken),
            payload: Array(
                String(decoding: kraken(7, 2, symbol: "PEPE/USD").payload, as: UTF8.self)
                    .replacing("\"qty\":1.0", with: "\"qty\":150000108000.0").utf8))
        let (stage, output) = fold([kraken(1, 1), large, heartbeat(30), heartbeat(61.1)])
        #expect(
            output.candles.map { "\($0.instrument.symbol) \($0.volume)" } == ["BTC/USD 1", "PEPE/USD 150000108000"])
        #expect(stage.counts.malformed == 0 && output.problems.isEmpty)
    }

    @Test func aNotionalThatDoesNotFitIsSaid() {
        let huge = { (id: UInt64) in
            Frame(
                receivedNanoseconds: self.kraken(id, 2).receivedNanoseconds, origin: .venue(.kraken),
                payload: Array(
                    String(decoding: self.kraken(id, 2).payload, as: UTF8.self)
                        .replacing("\"qty\":1.0", with: "\"qty\":16000000000000000000").utf8))
        }
        let (_, output) = fold([huge(1), huge(2), heartbeat(30), heartbeat(61.1)])
        #expect(output.candles.map(\.notional) == [nil])
        #expect(
            output.problems == [
                "folding kraken BTC/USD, the minute at 2024-11-29T12:00:00Z: its notional is beyond 128 bits, and unknown"
            ])
    }

    @Test func aReceiveTimeThatNoClockShowsIsMalformed() {
        let broken = [Int64(0), 1_732_881_601, 1_732_881_601_000, .max].map { nanoseconds in
            Frame(receivedNanoseconds: nanoseconds, origin: .venue(.kraken), payload: kraken(5, 3).payload)
        }
        let (stage, output) = fold([kraken(1, 1)] + broken + [heartbeat(30), heartbeat(61.1)])
        #expect(stage.counts.malformed == 4 && stage.counts.backwards == 0)
        #expect(output.candles.map(\.tradeCount) == [1])
        #expect(output.problems.count == 4 && output.problems.allSatisfy { $0.contains("a broken time or unit") })
    }
}

@Suite struct RealMarketTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data/frames/binance-ethusdt-2024-08-08.received.gz")

    /// 23:54:15 to 24:00 UTC by a receive clock that is 1.25 s slow, so that trades seem to come from the future.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: file.path), "no real recordings beside this checkout"))
    func candlesOfARealRecordingHaveContiguousIds() throws {
        let unzip = Process()
        unzip.executableURL = URL(filePath: "/bin/zcat")
        unzip.arguments = [Self.file.path]
        let pipe = Pipe()
        unzip.standardOutput = pipe
        try unzip.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        var batch = FrameBatch()
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            let nanoseconds = try #require(Int64(words[0]))
            batch.append(
                Frame(receivedNanoseconds: nanoseconds, origin: .venue(.binance), payload: Array(words[1].utf8)))
        }
        var stage = MarketStage()
        var output = MarketStage.Output()
        stage.fold(batch, into: &output)
        #expect(stage.counts.malformed == 0)
        #expect(stage.counts.frames == 33618)
        let candles = output.candles + stage.openCandles
        #expect(candles.first?.openTime.description == "2024-08-08T23:54:00Z")
        #expect(candles.map(\.state) == [.incomplete, .final, .final, .final, .final, .open, .open])
        let ids = try candles.map { try #require($0.identifiers) }
        for (left, right) in zip(ids, ids.dropFirst()) { #expect(right.first == left.last + 1) }
        for candle in candles { #expect(candle.tradeCount == candle.identifiers.map { Int($0.last - $0.first) + 1 }) }
        #expect(stage.continuity.first?.seen.holes.isEmpty == true)
    }
}
