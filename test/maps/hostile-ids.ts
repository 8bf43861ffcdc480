/** Message-IDs that a sender could choose to break, or to take over, a map that is written without care. Without NUL. */
export const HOSTILE_IDS: readonly string[] = [
  // out of quotes, into the configuration
  'a" http://evil.invalid/; "/m/victim" http://evil.invalid/v; "b@x',
  "a' http://evil.invalid/; '/m/victim' http://evil.invalid/v; 'b@x",
  'a`} redir /m/victim http://evil.invalid/ `@x', 'include /etc/passwd;', 'x; include /etc/passwd; y@x', 'import /etc/passwd',
  'a\n/m/victim http://evil.invalid/\n@x', 'a\r\n/m/victim http://evil.invalid/\r\n@x', 'a\rb@x', 'a /m/victim@x', 'a http://evil.invalid/ @x',
  'a\thttp://evil.invalid/@x', 'a\u000bb@x', 'a\u000cb@x', 'a}\n/m/victim http://evil.invalid/', '} server { listen 1; ', '"', "'", '`', '\\', '\\"', "\\'", 'a\\',
  'a\\" b@x', ';', '{', '}', '{}', '{}}', '{{x}}', '{$HOME}', '{env.HOME}', '{file./etc/passwd}', '{http.request.host}@x', '${holdfast_l}', '$host@x', '$1@x', '${1}', '\\1',
  '%1', '%{THE_REQUEST}', '${holdfast_l:/m/victim|x}', '$(id)', '`id`', '#', '#c@x', '# comment', 'a#b@x', '<<HEREDOC', '<!--#exec cmd="id" -->', '<script>alert(1)</script>@x',
  // words of the formats
  'default', 'hostnames', 'volatile', 'include', 'gone', '-', '--', '~', '~^/.*$', '~*.', '^/.*', '(.*)', '.*', '*', '/*', ':splat', ':a@x', '/:a/*', '!', '@moved', '0', '301', '410',
  // letters that differ in case only
  'index.html', 'INDEX.HTML', 'Index.html', 'A@Example.ORG', 'a@example.org', 'a@Example.org', 'a+b$c@x', 'A+B$c@x', 'a(b)[c]@x', 'A(b)[c]@x', '%3c@x', '%3C@x', '<j@x', '<J@x',
  'ß@x', 'SS@x', 'ss@x', 'İ@x', 'ı@x', 'i@x', 'K@x', 'k@x', 'K@x', 'ſ@x',
  // paths
  '..', '../..', '../../etc/passwd', '/etc/passwd', '//evil.invalid/', './a', 'a/../b@x', 'a/b@x', 'a//b@x', 'a%2Fb@x', 'a%2f..%2f..@x', '%2e%2e', '%', '%%', '%zz', '%00', '%25', 'a?b=c@x', 'a?', '?', 'a&b=c@x', 'a=b@x', 'a,b@x', 'a|b@x', 'a^b@x', 'a[b]@x', 'a+b@x',
  'a b@x', ' a@x', 'a @x', ' ', '.', '.htaccess', 'con', 'a:80', 'http://evil.invalid/', 'javascript:alert(1)', '\\\\evil.invalid\\x',
  // other alphabets and what steers text
  'jörg@x', 'jo\u0308rg@x', '日本@x', '😀@x', '\u202emoc.live', '\u2028@x', '\ufeff@x', '\u001b[31m@x', '\u007f@x', '\u0085@x', '\u0001@x',
  '__proto__', 'constructor', 'hasOwnProperty', 'toString', "'; DROP TABLE map; --", '=cmd|x', '+1', '@x',
  // lengths
  'l'.repeat(200) + '@x', 'l'.repeat(800) + '@x', 'l'.repeat(890), '"'.repeat(295), '@'.repeat(295), 'ö'.repeat(148),
] // prettier-ignore
