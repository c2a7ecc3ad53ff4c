import WickDomain

// Requests: REST, and upgrades to WebSocket.
extension ExchangeLoop {
    func answerRequests(_ client: ExchangeClient) {
        while client.phase == .http, let end = client.head.firstRange(of: [13, 10, 13, 10])?.upperBound {
            guard end <= RequestHead.maximumBytes else { return refuse(client, status: 431) }
            let head = RequestHead(client.head[..<end])
            client.head.removeFirst(end)
            guard let head else { return refuse(client, status: 400) }
            if head.wantsUpgrade { upgrade(client, head) } else { answer(client, head) }
        }
        guard client.phase == .http, let first = client.head.first else { return }
        if client.head.count > RequestHead.maximumBytes { return refuse(client, status: 431) }
        // No method begins so: this is somebody's TLS where there is none.
        if first < UInt8(ascii: "A") || first > UInt8(ascii: "Z") { refuse(client, status: 400) }
    }

    private func answer(_ client: ExchangeClient, _ head: RequestHead) {
        guard head.method == "GET" else { return refuse(client, status: 405) }
        let request = RestRequest(target: head.target, timeUnit: head["x-mbx-time-unit"])
        let answer = venues[client.venueIndex].change { $0.answer(request) }
        if let speed = answer.bytesPerSecond { client.throttle(speed, isOnce: true, now: now) }
        send(answer, to: client, isLast: head.wantsClose)
    }

    private func refuse(_ client: ExchangeClient, status: Int) {
        send(.html(status: status, title: "Bad Request"), to: client, isLast: true)
    }

    private func send(_ answer: RestAnswer, to client: ExchangeClient, isLast: Bool) {
        var head = "HTTP/1.1 \(answer.status) \(answer.reason)\r\nContent-Type: \(answer.contentType)\r\n"
        head += "Content-Length: \(answer.body.count)\r\n"
        if let wait = answer.retryAfter { head += "Retry-After: \(wait)\r\n" }
        head += isLast ? "Connection: close\r\n\r\n" : "\r\n"
        client.append {
            $0.append(contentsOf: head.utf8)
            $0.append(contentsOf: answer.body)
        }
        if isLast { client.phase = .ending(deadline: now + Self.closePatience) }
    }

    private func upgrade(_ client: ExchangeClient, _ head: RequestHead) {
        guard let key = head.webSocketKey else { return refuse(client, status: 400) }
        let index = client.venueIndex
        switch venues[index].change({ $0.upgrade(target: head.target) }) {
        case .refused(let answer): send(answer, to: client, isLast: true)
        case .accepted(let connection):
            let accept = WebSocketFrame.accept(for: key)
            client.append {
                $0.append(
                    contentsOf: """
                        HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                        Sec-WebSocket-Accept: \(accept)\r\n\r\n
                        """.utf8)
            }
            client.phase = .webSocket(connection: connection)
            holders[index][connection] = client
            let rest = client.head
            client.head = []
            deliver(index, venues[index].change { $0.takeOutputs() })
            rest.withUnsafeBytes { take($0, from: client) }
        }
    }
}
