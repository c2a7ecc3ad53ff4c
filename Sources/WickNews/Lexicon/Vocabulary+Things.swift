// The lines' form is described at `Vocabulary.init`. Weights are of wick's own making.
extension Vocabulary {
    /// value: what naming it says. polarity: what more of it says.
    static let things = """
        n thing -.15 -1 regulation : case
        n thing -.3 -1 regulation : enforcement
        x thing 0 0 macro : yen, euro, pound, yuan
        n thing .1 1 adoption : gas limit, block size
        n thing -.4 -1 regulation : tighter rule, stricter rule, tougher rule, strict rule, tighter regulation, stricter regulation
        x thing 0 0 bitcoin : halving, halvings
        x thing 0 0 macro : soft jobs data, weak jobs data, weak payrolls, soft payrolls, soft jobs
        n thing .45 1 macro : half point cut, quarter point cut, surprise cut, emergency cut, hopes for a cut, hopes of a cut, \
        hopes for cut, bets on a cut, reprieve, tariff reprieve
        n thing -.55 -1 macro : half point hike, quarter point hike, surprise hike, emergency hike
        x thing 0 1 price : fear index, fear and greed index, fear & greed index
        n thing .3 1 price : inflow, net inflow, buying pressure, bid support
        n thing .1 1 price : demand, buying, accumulation, appetite, momentum, liquidity, open interest, market cap, \
        price, token price, share price, valuation, premium, bid, volume, trading volume, turnover, risk appetite, \
        money supply, global liquidity, risk asset, stablecoin supply, stablecoin market cap, mood, risk-on mood
        n thing .45 1 price : gain, profit, upside, bull run, bull market, breakout, win streak, winning streak, uptrend, \
        golden cross, short squeeze, support level reclaimed, relief
        n thing .1 1 adoption : adoption, usage, activity, user, user base, customer, merchant, deposit, revenue, sales, \
        earning, income, holding, stake, allocation, investment, funding, treasury holding, active address, \
        daily active address, transaction, transaction count, payment, tvl, total value locked, interest, participation, \
        institutional interest, retail interest, retail demand, staked ether, dividend
        n thing .1 1 adoption bitcoin : bitcoin holding, btc holding, bitcoin treasury, bitcoin buy, bitcoin stash
        n thing .1 1 price bitcoin : bitcoin price, btc price, bitcoin demand
        n thing .1 1 price ether : ether price, ethereum price, eth price, ether demand, eth holding, ether holding
        n thing .1 1 price : crypto market cap, total market cap
        n thing .05 1 price : institutional demand, etf demand, holder
        x thing .05 1 bitcoin : hash rate, hashrate, miner revenue, miners' revenue
        n thing .05 .6 macro : stock, equity, nasdaq, s&p, dow, futures, growth, retail sales, gdp, economy, consumer spending, \
        productivity, wage growth, share, wall street
        n thing .45 1 : optimism, confidence, sentiment, hope, enthusiasm, euphoria, clarity, regulatory clarity
        n thing .05 .4 macro : job, payroll, job growth, hiring, nonfarm payroll, factory order
        n thing .6 1 regulation : approval, license, licence, green light, authorization, clearance, go-ahead, nod, immunity, \
        exemption, safe harbor
        n thing .45 1 adoption : partnership, integration, milestone, breakthrough, endorsement, backing, mainstream adoption
        n thing .5 .8 : upgrade to buy, price target hike, victory, win, success, recovery, resilience, dip buyer, bull
        n thing .15 .8 : bill, proposal, plan, listing, application, filing, offering, rollout, amendment, \
        request, motion, legislation, ipo, merger, acquisition, deal, refund, repayment, withdrawal service, upgrade, access, \
        agreement, debut, tax relief, tax break, strategic bitcoin reserve, bitcoin reserve, strategic reserve, custody, \
        crypto custody, reserve proposal, comeback, framework, market structure bill, stablecoin bill, crypto bill, genius act, \
        clarity act, buyback, share buyback, staking, trading, service, crypto futures, tax cut, new rules for growth
        n thing .15 .7 fund : etf, fund, spot fund, spot etf, etp, trust, staking etf, etf application, etf filing
        n thing .15 .7 fund bitcoin : bitcoin etf, bitcoin fund, btc etf, spot bitcoin etf, bitcoin trust, bitcoin etp, \
        bitcoin spot etf
        n thing .15 .7 fund ether : ether etf, ether fund, eth etf, ethereum etf, ethereum fund, spot ether etf, spot ethereum etf, \
        ether trust
        n thing -.3 -1 price : short position, short bet, short
        n thing .2 1 price : long position, price target
        x thing 0 0 price : dominance, bitcoin dominance, btc dominance, altcoin season index
        n thing .5 1 regulation : dismissal, acquittal, passage, settlement
        n thing .3 1 price : burn, coin burn
        n thing .5 1 macro : rate cut, interest rate cut, stimulus, monetary easing, policy easing, quantitative easing, stimulus package, soft landing, \
        rate reduction, ceasefire, trade deal, truce, liquidity injection, peace deal, bailout, tariff pause, tariff relief
        n thing -.55 -1 macro : rate hike, interest rate hike, further hike, recession, stagflation, trade war, \
        quantitative tightening, contraction, war, tightening, rate increase, further increase, more hike, hikes ahead, another hike, hike fear
        n thing -.5 -1 macro restriction : sanction
        n thing .45 1 macro : further cut, more cut, more rate cut, september cut, june cut, march cut, december cut, deeper cut, bigger cut, \
        jumbo cut, half point cut
        n thing .3 1 price : peg, dollar peg
        n thing -.05 -1 macro : inflation, cpi, core cpi, ppi, pce, core pce, consumer price, producer price, \
        inflation reading, inflation print, inflation rate, core inflation, price pressure, inflation expectation, \
        cost of living, import price, wholesale price, inflation data
        n thing -.05 -.8 macro : rate, interest rate, policy rate, yield, treasury yield, bond yield, real yield, \
        borrowing cost, ten year yield, 10 year yield, real rate
        n thing -.05 -.7 macro : dollar, us dollar, greenback, dxy, dollar index, oil, oil price, crude, energy price, vix
        n thing -.1 -.5 macro : unemployment, jobless claim, unemployment rate, jobless rate, deficit, trade deficit
        n thing -.35 -1 macro restriction : tariff, capital control, curb, travel ban, export control
        n thing -.4 -1 price : outflow, net outflow, redemption, redemption request, outflow streak
        n thing -.5 -1 price : loss, losing streak, drawdown, liquidation, selling, selling pressure, sell pressure, \
        short interest, downside, bear market, death cross, capitulation, margin call, weakness, long liquidation, \
        bearish bet, job loss, write-down, writedown, impairment, shortfall, volume drought, down day, selloff risk
        n thing -.05 -1 price : exchange balance, exchange reserve, exchange supply, supply on exchanges, exchange inflow, \
        reserves on exchanges, balances on exchanges, bitcoin on exchanges, coins on exchanges, ether on exchanges, \
        supply on centralized exchanges, exchange deposit, leverage, volatility, supply overhang, token unlock, \
        unlock, bitcoin exchange balance, bitcoin exchange reserve, ether supply on exchanges, eth supply on exchanges
        n thing -.05 -.9 : fee, gas fee, transaction fee, gas price, cost, expense, congestion, backlog, latency, \
        energy use, gas cost, network fee
        n thing -.4 -1 : debt, bad debt, default, delinquency, insolvency risk, leverage unwind, burden, headwind, overhang
        n thing -.45 -1 : fear, concern, worry, uncertainty, risk, anxiety, doubt, jitter, tension, unease, nervousness, \
        pressure, skepticism, scepticism, pessimism, caution, distrust, red flag, snag, roadblock, criticism, backlash, opposition, threat, \
        systemic risk, stress, turmoil, trouble, drought, shortage, pain, fud, danger, setback, dispute, problem, gloom, \
        selling fear, sell-off fear, stagflation fear, recession fear, inflation fear, growth worry, bubble
        n thing -.75 -1 hack : hack, exploit, breach, data breach, theft, heist, cyberattack, rug pull, rugpull, scam, \
        fraud, phishing, ransomware, attack, oracle attack, flash loan attack, security breach, malware, ponzi scheme, \
        ponzi, hack loss, stolen fund, missing fund, exit scam, vulnerability, backdoor, theft loss, flaw, fake token, \
        extortion, embezzlement, misappropriation, crime, crypto crime, illicit share, illicit activity, illicit flow, \
        terrorist financing, money laundering, laundering, spam, insider trading, wash trading, manipulation, malicious code
        n thing -.35 -1 hack : bug, critical bug, glitch, outage, disruption, downtime, incident, leak, drainer, hacker, \
        scammer, north korean hacker, failure, testnet failure, technical issue
        n thing -.6 -1 regulation : lawsuit, class action, charge, fraud charge, probe, investigation, indictment, subpoena, \
        enforcement action, enforcement case, complaint, penalty, fine, crackdown, criminal case, allegation, \
        criminal probe, accusation, raid, appeal, sec case, civil case, scrutiny, prosecution, wells notice, sec lawsuit, \
        jail time, arrest, criminal charge, criminal complaint, warrant, legal battle, legal fight, fight, antitrust case, \
        violation, wrongdoing, cease and desist order, lawsuit threat, claims of wrongdoing, sec penalty
        n thing -.6 -1 regulation restriction : ban, crypto ban, mining ban, restriction, freeze, suspension, embargo, \
        prohibition, moratorium, limit, curbs, hurdle, barrier, proof-of-work ban, trading ban
        n thing -.35 -1 regulation : tax, crypto tax, capital gains tax, wealth tax, regulatory pressure, red tape, levy, \
        unrealized gains tax, compliance cost
        n thing -.85 -1 : bankruptcy, insolvency, collapse, meltdown, death spiral, bank run, contagion, crisis, \
        liquidity crisis, liquidity crunch, catastrophe, disaster, panic, chaos, nightmare, carnage, bloodbath, crypto winter, \
        chapter 11, depegging, depeg, implosion, debacle, fallout, capitulation event, hard landing, credit crunch, \
        liquidity shortfall, debt crisis, banking crisis, extreme fear, insolvency rumor, bankruptcy plan
        n thing -.4 -1 : layoff, job cut, resignation, departure, shutdown, closure, government shutdown, delisting, exodus, \
        exit, downgrade, denial, rejection, defeat, failed bid, staff cut, warning, dilution
        n transparent 0 1 : odds, chance, probability, likelihood, bet, expectation, prospect, talk, speculation, rumor, rumour, \
        evidence, sign, signal, report, claim, level, reading, figure, number, share of, amount, cloud, wave, streak, effort, \
        attempt, case for, need for, count, guidance, outlook, forecast, estimate, projection, appeal for, stance, rule, data
        """

    static let assets = """
        x asset 0 1 bitcoin : bitcoin, btc, bitcoins, satoshi, sats, xbt, gbtc, ibit, fbtc, microstrategy, mstr, saylor, \
        michael saylor, metaplanet, mt. gox, mt gox, ordinals, bitcoiners, bitcoin's, btc's, lightning network, digital gold, \
        bitcoin miner, bitcoin miners, miners
        x asset 0 1 ether : ethereum, ether, eth, ethereum's, ether's, eth's, vitalik, buterin, vitalik buterin, lido, steth, \
        ethereum foundation, layer-2, layer 2, l2, arbitrum, pectra, dencun, fusaka, eip, etha, rollups, restaking, eigenlayer
        x asset 0 1 market : crypto, cryptocurrency, cryptocurrencies, altcoin, altcoins, crypto market, crypto markets, \
        markets, market, digital assets, digital asset, cryptos, coins, risk assets, global markets, defi, token, tokens, \
        stocks and crypto, crypto prices, crypto stocks, crypto funds, crypto's
        x asset 0 1 other : solana, sol, xrp, ripple, ripple's, dogecoin, doge, cardano, ada, bnb, binance coin, litecoin, ltc, \
        chainlink, link, avalanche, avax, polkadot, dot, polygon, matic, pol, tron, trx, toncoin, ton, shiba inu, shib, sui, \
        aptos, near, hyperliquid, hype, pepe, memecoin, memecoins, meme coin, meme coins, uniswap, aave, terra, luna, monero, \
        zcash, bitcoin cash, bch, stellar, xlm, hedera, hbar, filecoin, ondo, bonk, worldcoin, cosmos, algorand, maker, \
        coinbase, coinbase's, robinhood, robinhood's, circle's, coinbase shares, miner's, solana's, xrp's, cardano's, \
        dogecoin's, pump.fun, pi network, trump coin, ftt, celsius, kaspa, tezos, eos, injective, render, ethena, ena
        """

    /// They say what a headline is about, and nothing else.
    static let topics = """
        x plain 0 0 market regulation : sec, cftc, regulator, regulators, senate, congress, house, lawmakers, court, judge, \
        doj, justice department, law, legislation, mica, senator, supreme court, fca, esma, treasury department, jury, trial, \
        regulation, rules, securities, appeals court, attorney general, prosecutors, finma, sebi, parliament, irs
        x plain 0 0 market macro : fed, federal reserve, powell, fomc, fed's, ecb, bank of japan, boj, treasury yields, \
        central bank, treasury, bank of england, lagarde, powell's, imf, payrolls, jobs report, rate decision
        x plain 0 0 bitcoin : mining difficulty, lightning payments, mining farms, pizza day
        x plain 0 0 market : smart contract, smart contracts, wallet maker, custody provider, custody providers, hard fork, airdrop, \
        airdrops, reserves, withdrawals, exchange, exchanges, binance, kraken, okx, bybit, stablecoin, stablecoins, tether, usdt, usdc, \
        blockchain, web3, traders, whale, whales, bitfinex, circle, gemini, lender, bitget, upbit, kucoin, huobi, \
        crypto exchange, investors, nft, nfts, wallet, wallets
        x plain 0 0 market hack : hackers, hacker's, attacker, lazarus, lazarus group, thieves, security firm
        x plain 0 0 market fund : etfs, blackrock, fidelity, grayscale, vaneck, ark, bitwise, 21shares, etf issuers
        x plain 0 0 market adoption : visa, mastercard, paypal, stripe, pension fund, treasury company, sovereign wealth fund
        """
}
