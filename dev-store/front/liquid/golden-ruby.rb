# Renders templates by Ruby's Liquid: JSON {data, templates} on standard input, JSON list of outputs on standard output.
require "json"
require "liquid"
require "time"

ENV["TZ"] = "UTC"

# Shopify's Liquid runs with Rails, which knows what is blank; Liquid alone does not.
class Object; def blank? = respond_to?(:empty?) ? !!empty? : !self; end
class String; def blank? = match?(/\A[[:space:]]*\z/); end

job = JSON.parse($stdin.read)
outputs = job["templates"].map do |source|
  Liquid::Template.parse(source, error_mode: :lax).render(JSON.parse(JSON.dump(job["data"])))
end
puts JSON.dump(outputs)
