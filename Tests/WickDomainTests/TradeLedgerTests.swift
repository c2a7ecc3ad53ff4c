import Testing
@testable import WickDomain

@Suite struct TradeLedgerTests {
    private func time(_ second: Int64) -> Timestamp { Timestamp(seconds: second) }

    private func ledger(_ ids: UInt64...) -> TradeLedger {
        var ledger = TradeLedger()
        for id in ids { _ = ledger.insert(id: id, eventTime: time(Int64(id))) }
        return ledger
    }

    @Test func anUnbrokenStreamIsOneSpan() {
        var ledger = TradeLedger()
        for id in UInt64(10)...1000 { #expect(ledger.insert(id: id, eventTime: time(Int64(id))) == .next) }
        #expect(ledger.spans.count == 1)
        #expect(ledger.count == 991)
        #expect(ledger.holes.isEmpty)
    }

    @Test func everySecondSightingIsADuplicate() {
        var ledger = ledger(5, 6, 7, 20, 21)
        for id in [UInt64(5), 6, 7, 20, 21] { #expect(ledger.insert(id: id, eventTime: time(0)) == .duplicate) }
        #expect(ledger.count == 5)
    }

    @Test func aHoleKnowsWhatIsMissingAndBetweenWhichTimes() {
        var ledger = ledger(5)
        let hole = TradeLedger.Hole(firstID: 6, lastID: 8, after: time(5), before: time(9))
        #expect(ledger.insert(id: 9, eventTime: time(9)) == .opened(hole))
        #expect(hole.count == 3)
        #expect(ledger.holes == [hole])
        #expect(ledger.insert(id: 7, eventTime: time(7)) == .filled(hole))
        #expect(ledger.holes.map(\.firstID) == [6, 8])
        #expect(ledger.holes(within: 6...8).count == 2)
        #expect(ledger.holes(within: 8...8).map(\.firstID) == [8])
        #expect(
            ledger.insert(id: 6, eventTime: time(6))
                == .filled(.init(firstID: 6, lastID: 6, after: time(5), before: time(7))))
        #expect(
            ledger.insert(id: 8, eventTime: time(8))
                == .filled(.init(firstID: 8, lastID: 8, after: time(7), before: time(9))))
        #expect(ledger.spans.count == 1)
        #expect(ledger.insert(id: 10, eventTime: time(10)) == .next)
    }

    @Test func idsMayComeFromBelow() {
        var ledger = ledger(100)
        #expect(ledger.insert(id: 99, eventTime: time(99)) == .filled(nil))
        #expect(ledger.insert(id: 50, eventTime: time(50)) == .filled(nil))
        #expect(ledger.spans.map(\.firstID) == [50, 99])
        #expect(ledger.mayMiss(from: time(60), to: time(61), asOf: time(200)))
        #expect(!ledger.mayMiss(from: time(100), to: time(160), asOf: time(200)))
        #expect(!ledger.mayMiss(from: time(60), to: time(61), asOf: time(80)))
    }

    @Test func absentIdsCloseTheHolesThatLieWhollyAmongThem() {
        var ledger = TradeLedger()
        for id: UInt64 in [1, 2, 5, 9, 20] { _ = ledger.insert(id: id, eventTime: time(Int64(id))) }
        let closed = ledger.markAbsent(2...15)
        #expect(closed.map { $0.firstID...$0.lastID } == [3...4, 6...8])
        #expect(closed.first?.after == time(2))
        #expect(ledger.spans.map { $0.firstID...$0.lastID } == [1...9, 20...20])
        #expect(ledger.spans.first?.lastTime == time(9))
        #expect(ledger.insert(id: 21, eventTime: time(21)) == .next)
        #expect(ledger.insert(id: 5, eventTime: time(5)) == .duplicate)
    }

    @Test func anIdThatWasThoughtAbsentIsATradeAllTheSameWhenItTurnsUp() {
        var ledger = TradeLedger()
        for id: UInt64 in [1, 9] { _ = ledger.insert(id: id, eventTime: time(Int64(id))) }
        _ = ledger.markAbsent(1...9)
        let late = TradeLedger.Hole(firstID: 5, lastID: 5, after: time(5), before: time(5))
        #expect(ledger.insert(id: 5, eventTime: time(5)) == .filled(late))
        #expect(ledger.insert(id: 5, eventTime: time(5)) == .duplicate)
        #expect(ledger.insert(id: 2, eventTime: time(2)) != .duplicate)
        #expect(ledger.insert(id: 8, eventTime: time(8)) != .duplicate)
        #expect(ledger.holes.isEmpty)
    }

    @Test func nothingIsClosedWhereNothingIsOpen() {
        var ledger = TradeLedger()
        #expect(ledger.markAbsent(0...100).isEmpty)
        _ = ledger.insert(id: 7, eventTime: time(7))
        #expect(ledger.markAbsent(0...100).isEmpty)
        #expect(ledger.insert(id: 8, eventTime: time(8)) == .next)
    }

    @Test func theEndsOfTheNumberRangeAreOrdinaryIds() {
        var ledger = TradeLedger()
        #expect(ledger.insert(id: .max, eventTime: time(1)) == .next)
        #expect(ledger.insert(id: 0, eventTime: time(0)) == .filled(nil))
        #expect(ledger.insert(id: .max, eventTime: time(1)) == .duplicate)
        #expect(ledger.insert(id: .max - 1, eventTime: time(1)) != .duplicate)
        #expect(ledger.insert(id: 1, eventTime: time(1)) != .duplicate)
        #expect(ledger.holes.count == 1)
    }

    @Test func memoryIsBoundedAndForgottenIdsAreSaidToBe() {
        var ledger = TradeLedger()
        for step in 0..<UInt64(TradeLedger.maximumSpans + 10) {
            _ = ledger.insert(id: step * 2, eventTime: time(Int64(step)))
        }
        #expect(ledger.spans.count == TradeLedger.maximumSpans)
        #expect(ledger.insert(id: 1, eventTime: time(0)) == .expired)
        #expect(ledger.insert(id: UInt64(TradeLedger.maximumSpans + 9) * 2 + 1, eventTime: time(9999)) == .next)
    }

    @Test func agreesWithASetOfIds() {
        // Any order of insertion leads to the same spans.
        var seen: Set<UInt64> = []
        var ledger = TradeLedger()
        var id: UInt64 = 1
        for _ in 0..<2000 {
            id = (id &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407)
            let drawn = (id >> 33) % 700
            let insertion = ledger.insert(id: drawn, eventTime: time(Int64(drawn)))
            #expect((insertion == .duplicate) == seen.contains(drawn))
            seen.insert(drawn)
        }
        #expect(ledger.count == UInt64(seen.count))
        let missing = (seen.min() ?? 0)...(seen.max() ?? 0)
        #expect(ledger.holes.reduce(0) { $0 + $1.count } == UInt64(missing.filter { !seen.contains($0) }.count))
        #expect(ledger.holes(within: 0...699) == ledger.holes)
    }

    @Test func theLargestIdsDoNotOverflow() {
        let half = UInt64(1) << 63
        var ledger = TradeLedger()
        for id in [UInt64.max, half, .max - 1, 0, .max, half - 1] {
            _ = ledger.insert(id: id, eventTime: time(1))
        }
        #expect(ledger.spans.map(\.firstID) == [0, half - 1, .max - 1])
        let again = ledger.insert(id: .max, eventTime: time(2))
        #expect(again == .duplicate)
        #expect(ledger.holes.map(\.count) == [half - 2, half - 3])
        let closed = ledger.markAbsent(0 ... .max)
        #expect(closed.count == 2)
        #expect(ledger.spans.count == 1 && ledger.count == .max)
        let late = ledger.insert(id: 5, eventTime: time(3))
        #expect(late != .duplicate)
        #expect(ledger.holes(within: 0 ... .max).isEmpty)
    }
}
