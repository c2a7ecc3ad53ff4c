import Testing
import WickDomain
@testable import WickVenues

/// Pieces of time in minutes from 2024-11-29T12:00Z.
@Suite struct BackfillAgendaTests {
    private func minute(_ index: Int) -> Timestamp { Timestamp(seconds: 1_732_881_600 + Int64(index) * 60) }
    private func span(_ start: Int, _ end: Int) -> Range<Timestamp> { minute(start)..<minute(end) }
    private func index(_ time: Timestamp) -> Int64 { (time - minute(0)).microseconds / 60_000_000 }
    private func text(_ pieces: [BackfillAgenda.Piece]) -> [String] {
        pieces.map {
            "\($0.source) \(index($0.span.lowerBound)) \(index($0.span.upperBound))\($0.isNewest ? " newest" : "")"
        }
    }

    private func candle(_ index: Int, state: Candle.State = .final) throws -> Candle {
        let price = try Price("10")
        return Candle(
            instrument: Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")), timeframe: .oneMinute,
            openTime: minute(index), open: price, high: price, low: price, close: price, volume: .zero, buyVolume: nil,
            notional: nil, tradeCount: nil, identifiers: nil, state: state, knownTime: minute(index + 1))
    }

    @Test func krakensBarsComeFirstAndItsTradesForTheRest() {
        let wanted = span(0, 2000)
        let bars = BackfillAgenda.bars(of: .kraken, missing: [wanted], wanted: wanted)
        #expect(text(bars) == ["bars 1290 2000 newest"])
        let trades = BackfillAgenda.trades(
            of: .kraken, missing: [span(0, 1290)], wanted: wanted, bars: [span(1290, 2000)])
        #expect(text(trades) == ["trades 0 1290"])
        // Bars that reach less far leave more to the trades; what is missing behind them was asked for in vain.
        let more = BackfillAgenda.trades(
            of: .kraken, missing: [span(0, 1400), span(1990, 2000)], wanted: wanted, bars: [span(1400, 1990)])
        #expect(text(more) == ["trades 0 1400"])
    }

    @Test func aBackfillThatReachesFurtherBackAsksForTheOlderPartOnly() {
        var asked = BackfillSpans()
        asked.insert(span(1000, 1900))
        let wanted = span(0, 2000)
        let missing = asked.missing(in: wanted)
        #expect(
            text(BackfillAgenda.bars(of: .binance, missing: missing, wanted: wanted))
                == ["bars 1900 2000 newest", "bars 0 1000"])
        #expect(
            text(BackfillAgenda.bars(of: .kraken, missing: missing, wanted: wanted)) == ["bars 1900 2000 newest"])
        #expect(
            text(BackfillAgenda.trades(of: .kraken, missing: [span(0, 1000)], wanted: wanted, bars: [span(1900, 2000)]))
                == ["trades 0 1000"])
        #expect(BackfillAgenda.trades(of: .binance, missing: missing, wanted: wanted, bars: []).isEmpty)
    }

    @Test func aPieceIsWidenedUpToTheRowsOnBothSidesOfItsSilences() throws {
        let piece = BackfillAgenda.Piece(span: span(100, 200), source: .bars, isNewest: false)
        let (before, behind) = (try candle(90), try candle(210))
        let wide = BackfillAgenda.widened(piece, of: .coinbase, before: before, behind: behind, silence: 30)
        #expect(text([wide]) == ["bars 91 211"])
        #expect(BackfillAgenda.widened(piece, of: .coinbase, before: before, behind: behind, silence: 5) == piece)
        #expect(BackfillAgenda.widened(piece, of: .binance, before: before, behind: behind, silence: 30) == piece)
        let unknown = try candle(90, state: .outage)
        #expect(BackfillAgenda.widened(piece, of: .coinbase, before: unknown, behind: nil, silence: 30) == piece)
    }

    @Test func aPaceIsEstimatedFromWhatIsTraded() throws {
        #expect(BackfillPace(venue: .kraken, counts: .init()).requests(for: 1000, of: .trades) == nil)
        #expect(BackfillPace(venue: .binance, counts: .init()).requests(for: 1440, of: .bars) == 2)
        var plan = BackfillPlan(
            instrument: Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")), span: span(0, 100), source: .bars)
        let rows = (0...100).map { #"[\#(1_732_881_600 + $0 * 60),"1","1","1","1","1","1",70]"# }.joined(separator: ",")
        _ = try plan.take(Array(#"{"error":[],"result":{"P":[\#(rows)],"last":1}}"#.utf8), receivedTime: minute(101))
        let pace = BackfillPace(venue: .kraken, counts: plan.counts)
        // Thirty days of 70 trades a minute: most of an hour.
        #expect(pace.requests(for: 30 * 1440, of: .trades) == 3024)
        let duration = try #require(pace.duration(of: 30 * 1440, .trades))
        #expect(duration > .seconds(3024) && duration < .seconds(4500))
    }
}

@Suite struct BackfillSpansTests {
    private func span(_ start: Int64, _ end: Int64) -> Range<Timestamp> {
        Timestamp(seconds: start * 60)..<Timestamp(seconds: end * 60)
    }

    @Test func piecesThatTouchAreOne() {
        var spans = BackfillSpans()
        for (start, end) in [(50, 60), (10, 20), (30, 40), (20, 30), (5, 5)] as [(Int64, Int64)] {
            spans.insert(span(start, end))
        }
        #expect(spans.pieces == [span(10, 40), span(50, 60)])
        spans.insert(span(0, 100))
        #expect(spans.pieces == [span(0, 100)])
    }

    @Test func whatIsMissingLiesBetweenThem() {
        var spans = BackfillSpans()
        spans.insert(span(10, 20))
        spans.insert(span(30, 40))
        #expect(spans.missing(in: span(0, 50)) == [span(0, 10), span(20, 30), span(40, 50)])
        #expect(spans.missing(in: span(15, 35)) == [span(20, 30)])
        #expect(spans.missing(in: span(12, 18)) == [])
        #expect(spans.missing(in: span(60, 70)) == [span(60, 70)])
        #expect(spans.missing(in: span(60, 60)) == [])
    }

    @Test func theyAreWrittenDownAndReadAndWhatCannotBeReadIsAskedAgain() {
        var spans = BackfillSpans()
        spans.insert(span(10, 20))
        spans.insert(span(30, 40))
        #expect(
            spans.description == "1970-01-01T00:10:00Z/1970-01-01T00:20:00Z 1970-01-01T00:30:00Z/1970-01-01T00:40:00Z")
        #expect(BackfillSpans(spans.description) == spans)
        // One piece is what versions before wrote.
        #expect(BackfillSpans("1970-01-01T00:10:00Z/1970-01-01T00:20:00Z").pieces == [span(10, 20)])
        for text in ["", "x", "a/b", "1970-01-01T00:20:00Z/1970-01-01T00:10:00Z", "1970-01-01T00:20:00Z"] {
            #expect(BackfillSpans(text).pieces.isEmpty)
        }
    }
}
