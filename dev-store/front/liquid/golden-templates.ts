/**
 * Templates with what Ruby's Liquid makes of them, for the rules where JavaScript would do otherwise. `golden.test.ts` holds
 * our engine to the outputs, and the outputs to Ruby where Ruby is installed.
 */

/** What the templates see. Plain JSON, so that Ruby can read it too. */
export const GOLDEN_DATA = {
  zero: 0,
  seven: 7,
  float: 2.5,
  text: "Camp Lantern",
  blank_text: "  \n",
  empty_text: "",
  no: false,
  nothing: null,
  empty_list: [],
  numbers: [3, 1, 2],
  gaps: [3, null, 1],
  nested: [1, [2, [3, null]], 4],
  words: ["pear", "Apple", "fig", "apple"],
  hash: { a: 1, b: [true, null], c: { d: "x" } },
  lines: "one\r\ntwo\nthree",
  html: '<p class="a">Tom &amp; "Jerry" & <!-- no --><b>co</b></p><script>alert(1)</script>',
  products: [
    { title: "Mug", price: 1400, sold: true, colour: "blue" },
    { title: "Pot", price: 12900, sold: false, colour: null },
    { title: "Bin", price: 7200, sold: null, colour: "cream" },
  ],
} as const;

export const GOLDEN_TEMPLATES: readonly [template: string, output: string][] = [
  [
    "{{ 5 | divided_by: 2 }} {{ -5 | divided_by: 2 }} {{ 5 | divided_by: 2.0 }} {{ 5.0 | divided_by: 2 }} {{ 20 | divided_by: 7.0 }}",
    "2 -3 2.5 2.5 2.857142857142857",
  ],
  [
    '{{ 1.0 | times: 2 }} {{ 3 | times: 1.0 }} {{ "3" | times: "2" }} {{ "3.5" | times: 2 }} {{ 0.1 | plus: 0.2 }} {{ 1.1 | times: 3 }}',
    "2.0 3.0 6 7.0 0.3 3.3",
  ],
  ['{{ 4 | plus: nothing }} {{ "abc" | plus: 1 }} {{ "12abc" | minus: 2 }} {{ nothing | times: 3 }} {{ 1 | minus: 0.9 }}', "4 1 10 0 0.1"],
  ["{{ 7 | modulo: 3 }} {{ -7 | modulo: 3 }} {{ 7 | modulo: -3 }} {{ 7.5 | modulo: 2 }} {{ -7.5 | modulo: 2 }}", "1 2 -2 1.5 0.5"],
  [
    '{{ 2.5 | round }} {{ -2.5 | round }} {{ 2.4 | round }} {{ 2.345 | round: 2 }} {{ 2 | round: 2 }} {{ 1234.5 | round: -2 }} {{ "2.5" | round }} {{ 183.357 | round: 2 }}',
    "3 -3 2 2.35 2 1200 3 183.36",
  ],
  ['{{ 2.1 | ceil }} {{ -2.1 | ceil }} {{ 2.9 | floor }} {{ -2.1 | floor }} {{ "3.2" | ceil }} {{ 4 | floor }}', "3 -2 2 -3 4 4"],
  [
    '{{ -7 | abs }} {{ -7.0 | abs }} {{ "-3.5" | abs }} {{ 4 | at_least: 5 }} {{ 4 | at_most: 5 }} {{ 4 | at_least: 5.5 }} {{ 6 | at_most: 5.0 }}',
    "7 7.0 3.5 5 4 5.5 5.0",
  ],
  ["{{ 1.0 }} {{ 2.50 }} {{ 100000000000000000.0 }} {{ 0.00001 }} {{ 1e3 }} {{ float }} {{ float | times: 2 }}", "1.0 2.5 1.0e+17 1.0e-05  2.5 5.0"],
  ["{{ 1000000 | times: 1000000 }} {{ 99 | times: 0.01 }} {{ 4900 | divided_by: 100.0 }} {{ 4950 | divided_by: 100.0 }}", "1000000000000 0.99 49.0 49.5"],
  [
    "{{ hash }} {{ numbers }} {{ gaps }} {{ nested }} {{ nothing }} {{ no }} {{ products[0] }}",
    '{"a"=>1, "b"=>[true, nil], "c"=>{"d"=>"x"}} 312 31 1234  false {"title"=>"Mug", "price"=>1400, "sold"=>true, "colour"=>"blue"}',
  ],
  [
    '{% if "" %}yes{% else %}no{% endif %} {% if 0 %}yes{% else %}no{% endif %} {% if nothing %}yes{% else %}no{% endif %} {% if empty_list %}yes{% else %}no{% endif %}',
    "yes yes no yes",
  ],
  [
    "{% if nothing == blank %}1{% endif %}{% if empty_text == blank %}2{% endif %}{% if blank_text == blank %}3{% endif %}{% if no == blank %}4{% endif %}{% if empty_list == blank %}5{% endif %}{% if zero == blank %}6{% endif %}{% if unknown == blank %}7{% endif %}",
    "123457",
  ],
  [
    "{% if nothing == empty %}1{% endif %}{% if empty_text == empty %}2{% endif %}{% if blank_text == empty %}3{% endif %}{% if empty_list == empty %}4{% endif %}{% if hash == empty %}5{% endif %}{% if text != empty %}6{% endif %}",
    "246",
  ],
  [
    '{% if nothing == nil %}1{% endif %}{% if unknown == nil %}2{% endif %}{% if no == nil %}3{% endif %}{% if nothing == false %}4{% endif %}{% if 1 == 1.0 %}5{% endif %}{% if "1" == 1 %}6{% endif %}',
    "125",
  ],
  [
    '{% if nothing > 0 %}1{% endif %}{% if nothing <= 0 %}2{% endif %}{% if 0 <= nothing %}3{% endif %}{% if unknown < 1 %}4{% endif %}{% if "b" > "a" %}5{% endif %}{% if 10 > 9.5 %}6{% endif %}',
    "56",
  ],
  ["{% if true or false and false %}1{% endif %}{% if false and false or true %}2{% endif %}{% if true and false or true %}3{% endif %}", "13"],
  [
    '{% if text contains "Lan" %}1{% endif %}{% if "a1b" contains 1 %}2{% endif %}{% if numbers contains 3 %}3{% endif %}{% if numbers contains "3" %}4{% endif %}{% if hash contains "a" %}5{% endif %}{% if nothing contains "a" %}6{% endif %}',
    "1235",
  ],
  ["{% if 1 <> 2 %}1{% endif %}{% if 1 <> 1.0 %}2{% endif %}{% if text != nothing %}3{% endif %}", "13"],
  [
    '{{ numbers | sort }} {{ gaps | sort | join: "," }} {{ words | sort | join: "," }} {{ words | sort_natural | join: "," }} {{ numbers | reverse | join }} {{ products | sort: "price" | map: "title" | join: "," }}',
    "123 1,3, Apple,apple,fig,pear Apple,apple,fig,pear 2 1 3 Mug,Bin,Pot",
  ],
  [
    '{{ products | sort: "colour" | map: "title" | join: "," }} {{ products | sort_natural: "title" | map: "title" | join: "," }} {{ products | map: "colour" | join: "," }}',
    "Mug,Bin,Pot Bin,Mug,Pot blue,,cream",
  ],
  [
    '{{ products | where: "sold" | map: "title" | join: "," }} {{ products | where: "colour", "blue" | map: "title" | join: "," }} {{ products | where: "sold", false | map: "title" | join: "," }} {{ products | where: "none" | size }}',
    "Mug Mug Pot 0",
  ],
  [
    '{{ words | uniq | size }} {{ gaps | compact | size }} {{ numbers | concat: words | size }} {{ nested | join: "-" }} {{ nested | size }} {{ numbers | first }} {{ numbers | last }} {{ empty_list | first }}',
    "4 2 7 1-2-3--4 3 3 2 ",
  ],
  [
    '{{ products | uniq: "colour" | size }} {{ products | compact: "colour" | map: "title" | join: "," }} {{ nothing | join: "," }} {{ "a" | join: "," }} {{ hash | join: "," }}',
    '3 Mug,Bin  a {"a"=>1, "b"=>[true, nil], "c"=>{"d"=>"x"}}',
  ],
  [
    '{{ "a,b,,c,," | split: "," | size }} {{ " a  b " | split: " " | join: "|" }} {{ "abc" | split: "" | join: "|" }} {{ "" | split: "," | size }} {{ "a--b" | split: "--" | join: "|" }}',
    "4 a|b a|b|c 0 a|b",
  ],
  [
    '{{ text | slice: 0 }} {{ text | slice: 1, 3 }} {{ text | slice: -3, 2 }} {{ text | slice: 99 }}| {{ text | slice: -99, 2 }}| {{ numbers | slice: 1, 5 | join: "," }} {{ numbers | slice: -2, 1 | join: "," }}',
    "C amp er | | 1,2 1",
  ],
  [
    '{{ text | truncate: 7 }} {{ text | truncate: 12 }} {{ text | truncate: 2 }} {{ text | truncate: 7, "" }} {{ text | truncate: 8, "-->" }} {{ nothing | truncate: 3 }}|',
    "Camp... Camp Lantern ... Camp La Camp --> |",
  ],
  [
    '{{ "one two three" | truncatewords: 2 }} {{ "one two three" | truncatewords: 3 }} {{ "one  two " | truncatewords: 2 }} {{ " one two" | truncatewords: 0 }} {{ "one two three" | truncatewords: 1, "" }} {{ "a b c" | truncatewords: 2, " (more)" }}',
    "one two... one two three one two... one... one a b (more)",
  ],
  [
    '{{ html | escape }} {{ html | escape_once }} {{ "&lt; &#39; &x y;" | escape_once }} {{ nothing | escape }}|',
    "&lt;p class=&quot;a&quot;&gt;Tom &amp;amp; &quot;Jerry&quot; &amp; &lt;!-- no --&gt;&lt;b&gt;co&lt;/b&gt;&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; &lt;p class=&quot;a&quot;&gt;Tom &amp; &quot;Jerry&quot; &amp; &lt;!-- no --&gt;&lt;b&gt;co&lt;/b&gt;&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; &lt; &#39; &amp;x y; |",
  ],
  [
    '{{ html | strip_html }} {{ lines | strip_newlines }} {{ lines | newline_to_br }} {{ "<b>a" | strip_html }} {{ "  a b  " | strip }}|{{ "  a " | lstrip }}|{{ " a  " | rstrip }}|',
    'Tom &amp; "Jerry" & co onetwothree one<br />\ntwo<br />\nthree a a b|a | a|',
  ],
  ['{{ "a b&c/ü~*" | url_encode }} {{ "a+b%26" | url_decode }} {{ "hi" | base64_encode }} {{ "aGk=" | base64_decode }}', "a+b%26c%2F%C3%BC~%2A a b& aGk= hi"],
  [
    '{{ text | upcase }} {{ text | downcase }} {{ "camp LANTERN" | capitalize }} {{ "a-b-a" | replace: "a", "x" }} {{ "a-b-a" | replace_first: "a", "x" }} {{ "a-b-a" | remove: "a" }} {{ "a-b-a" | remove_first: "a" }} {{ "a-b-a" | replace_last: "a", "x" }} {{ "a-b-a" | remove_last: "a" }}',
    "CAMP LANTERN camp lantern Camp lantern x-b-x x-b-a -b- -b-a a-b-x a-b-",
  ],
  [
    '{{ "a" | append: 1.0 }} {{ "a" | prepend: nothing }} {{ 1 | append: 2 }} {{ "$&" | replace: "$&", "$$" }} {{ text | size }} {{ numbers | size }} {{ nothing | size }} {{ hash | size }} {{ "héé" | size }}',
    "a1.0 a 12 $$ 12 3 0 3 3",
  ],
  [
    '{{ nothing | default: "d" }} {{ no | default: "d" }} {{ no | default: "d", allow_false: true }} {{ "" | default: "d" }} {{ zero | default: "d" }} {{ empty_list | default: "d" }} {{ " " | default: "d" }}| {{ nothing | default: 1.0 }}',
    "d d false d 0 d  | 1.0",
  ],
  [
    '{{ "2026-10-04" | date: "%-d %B %Y" }} {{ "2026-10-04 08:05:09" | date: "%e|%k|%l|%I|%-I|%H:%M:%S|%p|%P" }} {{ "2026-10-04" | date: "%a %A %b %^b %y %C %j %U %W %u %w %V %G" }}',
    "4 October 2026  4| 8| 8|08|8|08:05:09|AM|am Sun Sunday Oct OCT 26 20 277 40 39 7 0 40 2026",
  ],
  [
    '{{ "2026-01-01" | date: "%j %U %W %V %G %-m/%-d/%y" }} {{ "2026-12-31 23:59" | date: "%D %F %T %R %r %x %X %c %h" }} {{ 0 | date: "%s %Y" }} {{ "1152098955" | date: "%Y-%m-%d" }}',
    "001 00 00 01 2026 1/1/26 12/31/26 2026-12-31 23:59:00 23:59 11:59:00 PM 12/31/26 23:59:00 Thu Dec 31 23:59:00 2026 Dec 0 1970 2006-07-05",
  ],
  [
    '{{ "2026-10-04T08:05:09Z" | date: "%Y-%m-%dT%H:%M:%S%z %:z %Z %L %%" }} {{ "nonsense" | date: "%Y" }} {{ nothing | date: "%Y" }}| {{ "2026-10-04" | date: "" }} {{ "2026-10-04" | date: "%3d %_m %05Y %-j %q" }} {{ "March 14, 2016" | date: "%b %d, %y" }}',
    "2026-10-04T08:05:09+0000 +00:00 UTC 000 % nonsense | 2026-10-04 004 10 02026 277 %q Mar 14, 16",
  ],
  [
    "{% for n in (1..3) %}{{ n }}{% endfor %} {% for n in (1..seven) limit: 2 offset: 3 %}{{ n }}{% endfor %} {% for n in numbers reversed %}{{ n }}{% endfor %} {% for n in nothing %}x{% else %}none{% endfor %} {% for pair in hash %}{{ pair[0] }}={{ pair[1] }};{% endfor %}",
    '123 45 213 none a=1;b=true;c={"d"=>"x"};',
  ],
  [
    "{% for n in numbers %}{{ forloop.index }}{{ forloop.rindex0 }}{{ forloop.first }}{{ forloop.last }}{{ forloop.length }} {% endfor %}{% for n in numbers limit: 2 %}{{ n }}{% endfor %}{% for n in numbers offset: continue %}[{{ n }}]{% endfor %}",
    "12truefalse3 21falsefalse3 30falsetrue3 31[2]",
  ],
  [
    '{% for n in numbers %}{% if n == 1 %}{% continue %}{% endif %}{{ n }}{% if n == 2 %}{% break %}{% endif %}{% endfor %} {% for w in "abc" %}{{ w }}{% endfor %} {% for n in numbers %}{% for m in numbers %}{{ forloop.parentloop.index }}{% endfor %}{% endfor %}',
    "32 abc 111222333",
  ],
  [
    '{% for n in (1..4) %}{% cycle "a", "b", "c" %}{% cycle "g": "x", "y" %}{% endfor %} {% increment i %}{% increment i %}{% decrement d %}{% decrement d %} {{ i }} {{ d }}',
    "axbycxay 01-1-2 2 -2",
  ],
  [
    "{% tablerow n in numbers cols: 2 %}{{ n }}{{ tablerowloop.col_first }}{% endtablerow %}",
    '<tr class="row1">\n<td class="col1">3true</td><td class="col2">1false</td></tr>\n<tr class="row2"><td class="col1">2true</td></tr>\n',
  ],
  ["{% tablerow n in empty_list %}{{ n }}{% endtablerow %}", '<tr class="row1">\n</tr>\n'],
  [
    '{% case seven %}{% when 1, 7 %}a{% when 7.0 or 8 %}b{% else %}c{% endcase %} {% case text %}{% when "x" %}a{% else %}c{% endcase %} {% case nothing %}{% when nil %}nil{% endcase %} {% case empty_text %}{% when blank %}blank{% endcase %}',
    "ab c nil blank",
  ],
  [
    '{% capture x %} {{ seven }} {% endcapture %}[{{ x }}]{% assign y = numbers | sort | join: "-" %}{{ y }} {% assign z = x | strip | plus: 0.5 %}{{ z }} {% unless no %}u{% elsif true %}v{% endunless %}',
    "[ 7 ]1-2-3 7.5 u",
  ],
  [
    "{%- liquid\n  assign total = 0\n  for n in numbers\n    assign total = total | plus: n\n  endfor\n  echo total | times: 1.5\n-%} {% raw %}{{ raw }}{% endraw %} {% comment %}{{ gone }}{% endcomment %}{% # inline %}{%- # comment -%} x",
    "9.0{{ raw }} x",
  ],
  [
    '{{ numbers[0] }} {{ numbers[-1] }} {{ numbers.first }} {{ numbers.size }} {{ hash["a"] }} {{ hash.c.d }} {{ hash.size }} {{ text.size }} {{ products.last.title }} {{ numbers[9] }}| {{ hash["zz"] }}|',
    "3 2 3 3 1 x 3 12 Bin | |",
  ],
  ['{{ "back\\slash" }} {{ \'tab\\t\' | size }} {{ "a\\nb" | split: "\\n" | size }} {{ "it\'s" }} {{ \'say "x"\' }}', 'back\\slash 5 2 it\'s say "x"'],
  [
    '{{ 10 | divided_by: "3" }} {{ "10" | divided_by: 4 }} {{ 10 | divided_by: 4 | times: 1.0 }} {{ 7.0 | floor }} {{ 7.0 | append: "" }} {{ 3.14159 | round: 3 }} {{ 0.5 | round }} {{ 1.5 | round }}',
    "3 2 2.0 7 7.0 3.142 1 2",
  ],
  [
    '{{ 12 | ceil | append: "px" }} {{ 1.2 | times: 100 | round }} {{ 19.99 | times: 100 }} {{ 1 | divided_by: 3.0 }} {{ 2 | divided_by: 3.0 | round: 4 }} {{ 1000.0 | divided_by: 3 }}',
    "12px 120 1999.0 0.3333333333333333 0.6667 333.3333333333333",
  ],
];
