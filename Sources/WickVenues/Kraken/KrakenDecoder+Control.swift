import WickDomain

// Frames without trades come seldom, so these open the document again with the keys that they need.
extension KrakenDecoder {
    /// A message of the first version of Kraken's WebSocket, whose trades have no ids and cannot be accounted for:
    /// `[0,[["5541.20000","0.15850568","1534614057.321597","s","l",""]],"trade","XBT/USD"]`.
    func decodeFirstVersion(_ context: FrameContext) throws(DecodingError) -> DecodedFrame {
        do throws(JSONCursor.Failure) {
            guard let channel = try cursor.rootStrings(context.frame).first else {
                throw JSONCursor.Failure(reason: "an array that names no channel")
            }
            return .ignored(channel: channel + " (WebSocket v1)")
        } catch { throw context.notJSON(error) }
    }

    private static let status = JSONKeys(["data"])
    private static let system = JSONKeys(["system"])
    private static let answer = JSONKeys(["method", "success", "error", "req_id", "symbol", "result"])
    private enum Answer { static let method = 0, success = 1, error = 2, request = 3, symbol = 4, result = 5 }
    private static let result = JSONKeys(["channel", "symbol"])

    /// `{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online","api_version":"v2",…}]}`
    func decodeStatus(_ context: FrameContext) throws(DecodingError) -> DecodedFrame {
        var system = "unknown"
        do {
            try cursor.open(context.frame)
            try cursor.readFields(Self.status)
            guard cursor[0].isArray else { return .control(.status(system)) }
            try cursor.forEachObject(in: 0, Self.system) { system = cursor[0].printable }
        } catch { throw context.notJSON(error) }
        return .control(.status(system))
    }

    /// `{"method":"subscribe","result":{"channel":"trade","symbol":"BTC/USD","snapshot":true},"success":true,…}`, or
    /// `{"error":"Currency pair not supported FOO/BAR","method":"subscribe","success":false,"symbol":"FOO/BAR",…}`.
    func decodeAnswer(_ context: FrameContext) throws(DecodingError) -> DecodedFrame {
        do {
            try cursor.open(context.frame)
            try cursor.readFields(Self.answer)
            let method = cursor[Answer.method]
            let request = cursor[Answer.request].unsigned
            if method.equals("pong") { return .control(.pong(request: request)) }
            if cursor[Answer.success].boolean == false || cursor[Answer.error].isString {
                return .control(refusal(request: request))
            }
            guard method.equals("subscribe"), cursor[Answer.result].isObject else {
                return .ignored(channel: method.printable)
            }
            return .control(try acknowledgement(request: request))
        } catch { throw context.notJSON(error) }
    }

    private func refusal(request: UInt64?) -> ControlEvent {
        let reason = cursor[Answer.error].isString ? cursor[Answer.error].printable : "no reason given"
        guard cursor[Answer.method].equals("subscribe") else { return .error(reason: reason) }
        let symbol = cursor[Answer.symbol]
        return .refused(symbol: symbol.isString ? symbol.symbolText : nil, reason: reason, request: request)
    }

    private func acknowledgement(request: UInt64?) throws(JSONCursor.Failure) -> ControlEvent {
        try cursor.enter(Answer.result)
        try cursor.readFields(Self.result)
        let channel = cursor[0].isString ? [cursor[0].printable] : []
        let symbol = cursor[1].isString ? [cursor[1].symbolText] : []
        return .acknowledged(channels: channel, symbols: symbol, request: request)
    }
}
