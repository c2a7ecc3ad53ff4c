import WickDomain

extension CoinbaseDecoder {
    private static let event = JSONKeys(["subscriptions"])
    private static let channels = JSONKeys(["market_trades", "heartbeats"])

    /// `{"channel":"subscriptions",…,"events":[{"subscriptions":{"market_trades":["BTC-USD"],"heartbeats":["heartbeats"]}}]}`.
    /// A subscription that was refused is simply not among them.
    func decodeSubscriptions(_ context: FrameContext) throws(DecodingError) -> DecodedFrame {
        var channels: [String] = []
        var symbols: [String] = []
        do throws(JSONCursor.Failure) {
            guard cursor[Message.events].isArray else { return .control(acknowledgement(channels, symbols)) }
            var failure: JSONCursor.Failure?
            try cursor.forEachObject(in: Message.events, Self.event) {
                do throws(JSONCursor.Failure) { try readChannels(&channels, &symbols) } catch { failure = error }
            }
            if let failure { throw failure }
        } catch { throw context.notJSON(error) }
        return .control(acknowledgement(channels, symbols))
    }

    private func acknowledgement(_ channels: [String], _ symbols: [String]) -> ControlEvent {
        .acknowledged(channels: channels, symbols: symbols, request: nil)
    }

    private func readChannels(_ channels: inout [String], _ symbols: inout [String]) throws(JSONCursor.Failure) {
        guard cursor[0].isObject else { return }
        try cursor.enter(0)
        try cursor.readFields(Self.channels)
        if cursor[0].isArray {
            channels.append("market_trades")
            // Reading the list reuses the slots, so what follows must not.
            let hasHeartbeats = cursor[1].isArray
            symbols += try cursor.strings(in: 0)
            if hasHeartbeats { channels.append("heartbeats") }
        } else if cursor[1].isArray {
            channels.append("heartbeats")
        }
        cursor.leave()
    }
}
