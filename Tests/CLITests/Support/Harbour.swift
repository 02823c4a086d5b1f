/// The small log that the screens are of: two traders of one market, and an account that comes late.
enum Harbour {
  static let lines = [
    #"{"v":1,"block":1,"index":0,"time":1700000000000,"kind":"venue","name":"Harbour","unit":"USD"}"#,
    #"{"v":1,"block":1,"index":1,"time":1700000000000,"kind":"asset","asset":"USD","decimals":6}"#,
    #"{"v":1,"block":1,"index":2,"time":1700000000000,"kind":"asset","asset":"BTC","decimals":8}"#,
    #"{"v":1,"block":1,"index":3,"time":1700000000000,"kind":"market","market":"BTC-PERP","base":"BTC","quote":"USD"}"#,
    #"{"v":1,"block":2,"index":0,"time":1700000060000,"kind":"deposit","account":"alice","asset":"USD","amount":"12000.5"}"#,
    #"{"v":1,"block":2,"index":1,"time":1700000060000,"kind":"deposit","account":"bob","asset":"USD","amount":"500"}"#,
    #"{"v":1,"block":2,"index":2,"time":1700000060000,"kind":"price_update","market":"BTC-PERP","source":"oracle","price":"30000"}"#,
    #"{"v":1,"block":5,"index":0,"time":1700000120000,"kind":"fill","account":"alice","market":"BTC-PERP","side":"buy","size":"0.25","price":"30000","fee":"1.5","trade":"t1"}"#,
    #"{"v":1,"block":5,"index":1,"time":1700000120000,"kind":"fill","account":"bob","market":"BTC-PERP","side":"sell","size":"0.25","price":"30000","trade":"t1"}"#,
    #"{"v":1,"block":9,"index":0,"time":1700000180000,"kind":"price_update","market":"BTC-PERP","source":"oracle","price":"33000"}"#,
    #"{"v":1,"block":9,"index":1,"time":1700000180000,"kind":"liquidation_start","account":"bob","notional":"8250","equity":"-250"}"#,
    #"{"v":1,"block":9,"index":2,"time":1700000180000,"kind":"account","account":"carol","owner":"bob","class":"reserve"}"#,
    #"{"v":1,"block":9,"index":3,"time":1700000180000,"kind":"balance_assertion","account":"alice","asset":"USD","amount":"11999"}"#,
  ]

  static let root = "0fa8338300bb9987b52634cbb0293c2c81459a8e88214892567391f32a7f6197"
  static let anchor =
    "block 9 · 2023-11-14T22:16:20Z · seq 13 · root \(root) · engine 1"
}
