/// The small log that forward looks are of: two loans of dollars against ether at 100, which counts for 80 %
/// and goes with a bonus of 10 %, and an account that has and owes dollars.
enum Pier {
  static let lines = [
    #"{"v":1,"block":1,"index":0,"time":1700000012000,"kind":"venue","name":"Pier","unit":"USD"}"#,
    #"{"v":1,"block":1,"index":1,"time":1700000012000,"kind":"asset","asset":"USD","decimals":6}"#,
    #"{"v":1,"block":1,"index":2,"time":1700000012000,"kind":"asset","asset":"ETH","decimals":18}"#,
    #"{"v":1,"block":1,"index":3,"time":1700000012000,"kind":"market","market":"ETH-USD","base":"ETH","quote":"USD"}"#,
    #"{"v":1,"block":1,"index":4,"time":1700000012000,"kind":"parameter","scope":"asset:ETH","name":"weight","value":"0.8"}"#,
    #"{"v":1,"block":1,"index":5,"time":1700000012000,"kind":"parameter","scope":"asset:ETH","name":"initial_weight","value":"0.75"}"#,
    #"{"v":1,"block":1,"index":6,"time":1700000012000,"kind":"parameter","scope":"asset:ETH","name":"bonus","value":"0.1"}"#,
    #"{"v":1,"block":1,"index":7,"time":1700000012000,"kind":"parameter","scope":"venue","name":"liquidation.mechanism","value":"fixed_spread"}"#,
    #"{"v":1,"block":1,"index":8,"time":1700000012000,"kind":"parameter","scope":"venue","name":"liquidation.size","value":"close_factor"}"#,
    #"{"v":1,"block":1,"index":9,"time":1700000012000,"kind":"parameter","scope":"venue","name":"liquidation.close_factor","value":"0.5"}"#,
    #"{"v":1,"block":1,"index":10,"time":1700000012000,"kind":"parameter","scope":"venue","name":"losses.waterfall.count","value":"2"}"#,
    #"{"v":1,"block":1,"index":11,"time":1700000012000,"kind":"parameter","scope":"venue","name":"losses.waterfall.0","value":"insurance"}"#,
    #"{"v":1,"block":1,"index":12,"time":1700000012000,"kind":"parameter","scope":"venue","name":"losses.waterfall.1","value":"bad_debt"}"#,
    #"{"v":1,"block":1,"index":13,"time":1700000012000,"kind":"parameter","scope":"venue","name":"losses.fund","value":"safety"}"#,
    #"{"v":1,"block":2,"index":0,"time":1700000024000,"kind":"price_update","asset":"ETH","source":"oracle","price":"100"}"#,
    #"{"v":1,"block":2,"index":1,"time":1700000024000,"kind":"insurance","fund":"safety","asset":"USD","amount":"40","cause":"contribution"}"#,
    #"{"v":1,"block":2,"index":2,"time":1700000024000,"kind":"deposit","account":"ann","asset":"ETH","amount":"10"}"#,
    #"{"v":1,"block":2,"index":3,"time":1700000024000,"kind":"borrow","account":"ann","asset":"USD","amount":"500"}"#,
    #"{"v":1,"block":2,"index":4,"time":1700000024000,"kind":"deposit","account":"ben","asset":"ETH","amount":"2"}"#,
    #"{"v":1,"block":2,"index":5,"time":1700000024000,"kind":"borrow","account":"ben","asset":"USD","amount":"150"}"#,
    #"{"v":1,"block":2,"index":6,"time":1700000024000,"kind":"deposit","account":"cy","asset":"USD","amount":"1000"}"#,
    #"{"v":1,"block":2,"index":7,"time":1700000024000,"kind":"borrow","account":"cy","asset":"USD","amount":"300"}"#,
    #"{"v":1,"block":3,"index":0,"time":1700000036000,"kind":"depth","asset":"ETH","side":"bid","price":"99","size":"3"}"#,
    #"{"v":1,"block":3,"index":1,"time":1700000036000,"kind":"depth","asset":"ETH","side":"bid","price":"90","size":"4"}"#,
  ]
}
