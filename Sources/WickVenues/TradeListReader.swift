import WickDomain

extension JSONCursor {
    /// Decodes each object of the array in this slot and appends it to the trades. A trade that is wrong does not cost the
    /// others: they are appended, and then the first error is thrown.
    @inline(__always)
    func readTrades(
        in slot: Int, _ keys: JSONKeys, into trades: inout [Trade], context: FrameContext,
        _ decode: () throws(DecodingError) -> Trade
    ) throws(DecodingError) {
        var failure: DecodingError?
        do throws(JSONCursor.Failure) {
            try forEachObject(in: slot, keys) {
                do throws(DecodingError) { trades.append(try decode()) } catch { failure = failure ?? error }
            }
        } catch { throw failure ?? context.notJSON(error) }
        if let failure { throw failure }
    }
}

/// The frame that is being decoded, for the errors about it.
struct FrameContext {
    let venue: Venue
    let frame: UnsafeRawBufferPointer
    let receivedTime: Timestamp

    func notJSON(_ failure: JSONCursor.Failure) -> DecodingError {
        .notJSON(venue: venue, reason: failure.reason, excerpt: DecimalText.printable(frame))
    }
}
