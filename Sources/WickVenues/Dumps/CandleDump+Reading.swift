import WickDomain
import WickFrames

extension CandleDump {
    /// One row, or one step from table to table.
    mutating func step() throws(DumpError) {
        if isDraining { return try drain() }
        guard let reader else { return openNextTable() }
        let line: UnsafeRawBufferPointer?
        do throws(TextTableError) { line = try reader.nextLine() } catch {
            guard case .tooLong(_, _, let limit) = error else { return try closeTable(.file(error)) }
            rowsOfTable += 1
            return try leaveOut(.tooLong(limit: limit), at: nil, in: reader)
        }
        guard let line else {
            return try closeTable(rowsOfTable > 0 ? nil : .file(.noRows(path: reader.table.name)))
        }
        rowsOfTable += 1
        let fields = DumpFields(line, separator: reader.table.format.separator)
        do throws(DumpFault) { try decode(fields, of: reader) } catch {
            let time = try? reader.clock.read(fields[reader.table.format.layout.timePosition], column: .time)
            try leaveOut(error, at: time, in: reader)
        }
    }

    private mutating func openNextTable() {
        guard hasTableLeft() else { return finish(isComplete: true) }
        let table = tables[nextTable]
        nextTable += 1
        do throws(TextTableError) { reader = try DumpTableReader(table) } catch {
            failures.append(.file(error))
            return
        }
        rowsOfTable = 0
        let layout = table.format.layout
        if kind == .klines {
            klines = DumpKlineDecoder(layout: layout)
        } else {
            trades = DumpTradeDecoder(layout: layout)
        }
        guard table.format.isDescending else { return }
        if kind == .klines {
            minuteSpill = RowSpill { $0.openTime < $1.openTime }
        } else {
            tradeSpill = RowSpill { $0.isBefore($1) }
        }
    }

    private mutating func closeTable(_ failure: DumpError?) throws(DumpError) {
        if let failure {
            failures.append(failure)
            // What follows in the table is not there.
            if kind != .klines { builder.markBroken(at: nil) }
        }
        reader = nil
        isDraining = minuteSpill != nil || tradeSpill != nil
        try minuteSpill?.finish()
        try tradeSpill?.finish()
    }

    /// One row of a table whose newest came first.
    private mutating func drain() throws(DumpError) {
        if let row = try minuteSpill?.next() {
            if case .tooLate = minutes.add(row) { progress.duplicates += 1 }
            return
        }
        if let spilled = try tradeSpill?.next() {
            var trade = spilled.trade
            if trades?.hasIdentifiers != true {
                rowNumber += 1
                (trade.firstID, trade.lastID) = (rowNumber, rowNumber)
            }
            // A trade that comes too late even in order is one of a table that overlaps another.
            do throws(DumpFault) { try builder.add(trade) } catch { progress.duplicates += 1 }
            return
        }
        minuteSpill = nil
        tradeSpill = nil
        isDraining = false
    }

    private mutating func decode(_ fields: borrowing DumpFields, of reader: DumpTableReader) throws(DumpFault) {
        let layout = reader.table.format.layout
        guard layout.fits(fields) else {
            throw .columnCount(found: fields.count, expected: layout.fieldCounts)
        }
        if let position = layout.position(of: .symbol) { try symbols.require(fields[position]) }
        var isRounded = false
        if let klines {
            try take(try klines.decode(fields, clock: &reader.clock, isRounded: &isRounded))
        } else if let trades {
            try take(
                try trades.decode(fields, row: UInt64(rowsOfTable), clock: &reader.clock, isRounded: &isRounded))
        }
        progress.rows += 1
        if isRounded { progress.rounded += 1 }
    }

    private mutating func take(_ row: ListedMinute) throws(DumpFault) {
        lastMinute = row.openTime
        if let minuteSpill {
            do throws(DumpError) { return try minuteSpill.add(row) } catch {
                throw .value(column: .openTime, reason: "cannot be put in order: \(error)")
            }
        }
        guard case .tooLate(let last) = minutes.add(row) else { return }
        throw .value(
            column: .openTime,
            reason:
                "'\(Timestamp(microseconds: row.openTime))' comes more than \(DumpMinutes.window / 2) rows too late, "
                + "after '\(last)': rows must be in order of time, either way")
    }

    private mutating func take(_ trade: DumpTrade) throws(DumpFault) {
        guard trade.quantity.raw > 0 else {
            builder.markBroken(at: trade.eventTime, ids: trade.firstID...trade.lastID)
            throw .value(column: .quantity, reason: "'0' is no trade: its minute is incomplete")
        }
        if let tradeSpill {
            do throws(DumpError) {
                return try tradeSpill.add(SpilledTrade(trade, hasIdentifiers: trades?.hasIdentifiers == true))
            } catch { throw .value(column: .time, reason: "cannot be put in order: \(error)") }
        }
        var trade = trade
        if trades?.hasIdentifiers != true {
            rowNumber += 1
            (trade.firstID, trade.lastID) = (rowNumber, rowNumber)
        }
        try builder.add(trade)
    }

    /// Counts a row that cannot be used. Its minute is not whole, and not quiet.
    private mutating func leaveOut(
        _ fault: DumpFault, at time: Timestamp?, in reader: DumpTableReader
    ) throws(DumpError) {
        guard !request.isStrict else {
            throw .badRow(file: reader.table.name, line: reader.lineNumber, fault: fault)
        }
        progress.faults.note(fault.description, file: reader.table.name, line: reader.lineNumber)
        // A row of another pair says nothing of this one.
        if case .value(.symbol, _) = fault { return }
        guard kind == .klines else { return builder.markBroken(at: time) }
        let step: Int64 = reader.table.format.isDescending ? -60_000_000 : 60_000_000
        let minute = time.map { $0.floored(to: .seconds(60)).microseconds } ?? lastMinute.map { $0 &+ step }
        guard let minute else { return }
        let row = ListedMinute(openTime: minute, content: .unknown)
        if let minuteSpill { try minuteSpill.add(row) } else { _ = minutes.add(row) }
    }
}
