import CCurl

/// Makes handles with everything that holds for every connection: verification, proxies, deadlines, and what libcurl must not do on its
/// own. Lives inside the network thread.
struct CurlSetup {
    let configuration: NetworkConfiguration
    let trust: TrustStores

    func handle(for address: NetworkAddress, remaining: Duration) -> CurlHandle {
        let handle = CurlHandle()
        handle.set(CURLOPT_URL, address.curlURL)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        // Redirects are followed by us, hop by hop: each has its own authorities, proxy, and right to the headers.
        handle.set(CURLOPT_FOLLOWLOCATION, 0)
        handle.set(CURLOPT_NOSIGNAL, 1)
        // Without it, giving up a name look-up waits for its thread, and the loop with it.
        handle.set(CURLOPT_QUICK_EXIT, 1)
        handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        handle.set(CURLOPT_TCP_KEEPALIVE, 1)
        handle.set(CURLOPT_USERAGENT, configuration.userAgent)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, min(configuration.connectDeadline, remaining).timerMilliseconds)
        handle.keepSocketsPrivate()
        secure(handle, for: address)
        route(handle, for: address)
        return handle
    }

    private func secure(_ handle: CurlHandle, for address: NetworkAddress) {
        for option in [CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER] { handle.set(option, 1) }
        for option in [CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST] { handle.set(option, 2) }
        for option in [CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION] {
            handle.set(option, CURL_SSLVERSION_TLSv1_2)
        }
        if address.scheme.isEncrypted { handle.trust(trust.store(for: address.endpoint)) }
    }

    private func route(_ handle: CurlHandle, for address: NetworkAddress) {
        let proxies = configuration.proxies
        // An empty text is not the same as none: it keeps libcurl from reading http_proxy and no_proxy itself.
        handle.set(CURLOPT_PROXY, proxies.proxy(for: address.scheme) ?? "")
        handle.set(CURLOPT_NOPROXY, proxies.exceptions.joined(separator: ","))
        handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }
}
