using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Templates;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

public sealed class TemplateEngineTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>\r\nBcc: all@example.com";

    private static readonly string[] Pieces =
    [
        .. "{{ |{% | }}| %}|[|]|(|)|'|\"|%|.|..|,|:|\n|order|lines|line.sku|order.number|1|'%'|\"}}\"|['a']|(1..9)| or | and | == ".Split(
            '|'
        ),
        .. "{% if order %}|{% endif %}|{% else %}|{% elsif order %}|{% for l in lines %}|{% endfor %}|{% raw %}|{% endraw %}".Split('|'),
        .. "{% comment %}|{% endcomment %}|{% capture a %}|{% endcapture %}|{% assign a = lines %}|{% case order %}|{% when 1 %}".Split(
            '|'
        ),
        .. "{% endcase %}|{% cycle 1, 2 %}|{% tablerow l in lines %}|{% endtablerow %}|{% unless order %}|{% endunless %}|{{ a }}".Split(
            '|'
        ),
        .. "<div>|<b>|</p>|<table>|<td style='a:b(c'>|<style>|</style>|@media x{|:not(|<script>|&amp;|text ".Split('|'),
        " | upcase",
        " | append: order.number",
        "{{ lines | map: 'sku' | join: ', ' }}",
    ];

    private readonly TemplateEngine engine = new(TimeProvider.System);

    [Theory]
    [InlineData("Hello {{ order.number }} {{ customer.first_name }}", "Hello 1001 Ada")]
    [InlineData("{{ order.note }}", "Ships in two parcels.")]
    [InlineData("{{ order.ordered_at | date: '%d %B %Y' }}", "02 March 2026")]
    [InlineData("{% for line in lines %}{{ line.sku }} {{ line.back_ordered }}/{{ line.ordered }};{% endfor %}", "MUG-R 2/3;TRAY 1/1;")]
    [InlineData(
        "{% for l in all_lines %}{{ l.replacement.name }} {{ l.purchase_order.number }} {% endfor %}",
        "Red mug, new edition PO-7 Tea tray, new edition PO-7 "
    )]
    [InlineData("{% assign n = lines | size %}{% if n > 1 %}{{ lines.first.name | upcase }}{% endif %}", "RED MUG")]
    [InlineData("{% capture x %}{{ order.number }}!{% endcapture %}{{ x }}", "1001!")]
    [InlineData("{{ lines | map: 'sku' | join: ', ' }} {{ order.open | minus: order.back_ordered }}", "MUG-R, TRAY 1")]
    [InlineData("{% for i in (1..3) %}{{ i }}{% endfor %}", "123")]
    public async Task Render_ShowsWhatTheVariablesSay(string text, string shown) => (await Render(text)).ShouldBe(shown);

    [Theory]
    [InlineData("Hello\n{{ order.number ", 2, "}}")]
    [InlineData("a\nb\n  {% foo %}", 3, "foo")]
    [InlineData("{% if order.number == %}x{% endif %}", 1, "if")]
    [InlineData("a\n{{ order.nubmer }}", 2, "order.nubmer")]
    [InlineData("a\n\n {{ ordr.number }}", 3, "ordr")]
    [InlineData("{% for line in lines %}\n{{ line.skuu }}{% endfor %}", 2, "line.skuu")]
    [InlineData("x\n{{ order.number | shout }}", 2, "shout")]
    [InlineData("{{ order.number | raw }}", 1, "raw")]
    [InlineData("{% include 'secret' %}", 1, "include")]
    [InlineData("{% render 'secret' %}", 1, "render")]
    [InlineData("{% for i in (1..5000000) %}{% endfor %}", 1, "range")]
    [InlineData("{% for i in (1..order.number) %}{% endfor %}", 1, "range")]
    public void Parse_SaysWhatIsWrongAndWhere(string text, int line, string names)
    {
        var (template, fault) = engine.Parse(text);

        template.ShouldBeNull();
        (fault!.Line, fault.Column > 0).ShouldBe((line, true), fault.ToString());
        fault.Message.ShouldContain(names);
    }

    [Fact]
    public void Parse_OfDeepNesting_IsAFaultAndNotTheEndOfTheProcess()
    {
        engine.Parse(string.Concat(Enumerable.Repeat("{% if true %}", 6_000))).Fault!.Message.ShouldContain("deep");
        engine.Parse("{{ a" + Repeat("[a", 45_000)).Fault!.Message.ShouldContain("deep");
        engine.Parse("{{ a" + new string('[', 90_000)).Fault.ShouldNotBeNull();
        engine.Parse(new string('x', TemplateEngine.TextLengthMax + 1)).Fault!.Message.ShouldContain("characters");
    }

    /// <summary>What stands in strings and comments, and tags that end nothing, take nothing from the depth.</summary>
    [Fact]
    public void Parse_OfNestingThatTextHides_IsAFault()
    {
        engine.Parse("{{ " + Repeat("lines[\"%\"][", 4_000) + "1" + Repeat("]", 4_000) + " }}").Fault!.Message.ShouldContain("deep");
        engine
            .Parse(
                "{% comment %}"
                    + Repeat("{%endif%}", 2_800)
                    + "{% endcomment %}"
                    + Repeat("{%if order%}", 2_800)
                    + Repeat("{%endif%}", 2_800)
            )
            .Fault!.Message.ShouldContain("deep");
        engine.Parse(Repeat("{% raw %}{% endraw %}{%if order%}", 2_000)).Fault!.Message.ShouldContain("deep");
    }

    /// <summary>Chains are flat in the text, and as deep as they are long when they are carried out.</summary>
    [Fact]
    public void Parse_OfLongChains_IsAFault()
    {
        engine.Parse("{{ order.number" + Repeat(" | upcase", 10_000) + " }}").Fault!.Message.ShouldContain("follow each other");
        engine.Parse("{% if order" + Repeat(" or order", 10_000) + " %}{% endif %}").Fault!.Message.ShouldContain("follow each other");
        engine.Parse("{{ order.number" + Repeat(" | upcase", 20) + " }}").Fault.ShouldBeNull();
    }

    /// <summary>A bracket that fits twice is read twice, and so is what stands in it.</summary>
    [Fact]
    public void Parse_OfBracketsThatFitTwice_IsAFaultAndTakesNoTime() =>
        engine.Parse("{{ " + Repeat("['a'] [", 50) + "}}").Template.ShouldBeNull();

    [Fact]
    public void Parse_OfARangeInBrackets_IsAFault() =>
        engine.Parse("{{ lines[(1..900000000)].sku }}").Fault!.Message.ShouldContain("range");

    /// <summary>Any sequence of what templates are made of is a template that renders, or a fault, or fails for a reason.</summary>
    [Fact]
    public void ParseAndRender_OfAnything_EndWell()
    {
        var piece = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]);
        var run = Gen.Select(piece, Gen.Frequency((8, Gen.Const(1)), (1, Gen.Int[2, 400]), (1, Gen.Int[400, 3_000])), Repeat);
        var text = run.Array[1, 40].Select(parts => string.Concat(parts)).Where(t => t.Length <= TemplateEngine.TextLengthMax);

        Check.Sample(
            text,
            t =>
            {
                var (template, fault) = engine.Parse(t);
                (template is null).ShouldBe(fault is not null);
                if (template is null)
                    return;
                try
                {
                    var rendering = engine.RenderAsync(template, MailSample.Variables(engine), html: true);
                    rendering.IsCompleted.ShouldBeTrue();
                    var html = rendering.GetAwaiter().GetResult();
                    SafeHtml.Of(html).ShouldNotContain("<script");
                    PlainText.Of(html).ShouldNotBeNull();
                }
                catch (TemplateFailedException e)
                {
                    e.Message.ShouldNotBeEmpty();
                }
            },
            iter: 400,
            threads: 1,
            print: t => t.Length > 2_000 ? t[..2_000] : t
        );
    }

    /// <summary>HTML and styles nest as well, and are read by programs that call themselves.</summary>
    [Theory]
    [InlineData("<div>", 20_000, "")]
    [InlineData("<b><p>", 20_000, "")]
    [InlineData("<table><tr><td>", 8_000, "")]
    [InlineData("<svg>", 20_000, "")]
    [InlineData("<p style=\"width:", 1, "calc(1px+calc(1px+")]
    [InlineData("<style>p{width:", 1, "calc(")]
    [InlineData("<style>", 1, "@media screen{")]
    [InlineData("<style>", 1, "a{b")]
    [InlineData("<style>", 1, ":not(")]
    [InlineData("<style>/*", 1, ")*/(/*")]
    public void HtmlOfDeepNesting_IsShownOrRefused(string once, int times, string after)
    {
        var html = Repeat(once, times) + (after.Length == 0 ? "" : Repeat(after, 120_000 / after.Length)) + "x";

        foreach (var read in (Func<string, string>[])[SafeHtml.Of, PlainText.Of])
        {
            try
            {
                read(html).ShouldNotBeNull();
            }
            catch (TemplateFailedException e)
            {
                e.Message.ShouldContain("more");
            }
        }
    }

    /// <summary>Elements that never end are opened again in every paragraph.</summary>
    [Fact]
    public void HtmlThatRepeatsItself_IsRefusedBeforeItTakesTheMemory()
    {
        var html = "<p>" + string.Concat(Enumerable.Range(0, 150).Select(i => $"<b id={i}>")) + Repeat("<p>x", 40_000);

        Should.Throw<TemplateFailedException>(() => PlainText.Of(html)).Message.ShouldContain("more elements");
        Should.Throw<TemplateFailedException>(() => SafeHtml.Of(html)).Message.ShouldContain("more elements");
    }

    [Theory]
    [InlineData("{% for a in (1..1000) %}{% for b in (1..1000) %}{% assign c = b %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{% assign a = 'aaaaaaaaaa' %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}", "characters")]
    [InlineData(
        "{% capture a %}aaaaaaaaaa{% endcapture %}{% for i in (1..40) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}",
        "characters"
    )]
    [InlineData(
        "{% assign a = 'a' %}{% for i in (1..16) %}{% assign a = a | append: a %}{% endfor %}{{ a | replace: 'a', a }}",
        "characters"
    )]
    [InlineData("{% assign a = 'a,a' | split: ',' %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}", "items")]
    [InlineData("{% for i in (1..1000) %}{% for j in (1..50) %}xxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}", "characters")]
    [InlineData("{{ 'now' | date: '%0500000000d' }}", "width")]
    [InlineData("{{ 1 | divided_by: 0 }}", "fails")]
    [InlineData("{{ 1.5 | round: 99 }}", "fails")]
    public async Task Render_BeyondALimit_FailsWithAReason(string text, string names)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var rendering = Render(text);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        // It waits for nothing, so this thread did all of it; behind an await another thread would be asked what it ever allocated.
        rendering.IsCompleted.ShouldBeTrue();
        allocated.ShouldBeLessThan(256L * 1024 * 1024);
        (await Should.ThrowAsync<TemplateFailedException>(() => rendering)).Message.ShouldContain(names);
    }

    [Fact]
    public async Task Render_ThatTakesTooLong_IsStopped()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) };
        var slow = new TemplateEngine(time);
        var (template, _) = slow.Parse("{% for i in (1..1000) %}{{ order.number | upcase }}{% endfor %}");

        var failure = await Should.ThrowAsync<TemplateFailedException>(() =>
            slow.RenderAsync(template!, MailSample.Variables(slow), html: true)
        );

        failure.Message.ShouldContain("seconds");
    }

    [Theory]
    [InlineData("{{ customer.name }}")]
    [InlineData("{{ customer.name | escape | append: customer.name }}")]
    [InlineData("{% capture c %}<i>{% endcapture %}{{ c | append: customer.name }}")]
    [InlineData("{{ customer.name | newline_to_br }}")]
    [InlineData("{{ 'a' | escape | replace: 'a', customer.name }}")]
    [InlineData("{% capture c %}{{ customer.name }}{% endcapture %}{{ c }}")]
    [InlineData("{% echo customer.name %}")]
    [InlineData("{{ customer.name | split: 'zz' | first }}")]
    [InlineData("{% cycle customer.name, 'b' %}")]
    public async Task Render_EscapesWhatCustomersWrote_ForAnyTemplate(string text)
    {
        var (template, fault) = engine.Parse(text);
        fault.ShouldBeNull();
        var variables = new Dictionary<string, Fluid.Values.FluidValue>(MailSample.Variables(engine))
        {
            ["customer"] = engine.ValueOf(new Dictionary<string, object> { ["name"] = Hostile }),
        };

        (await engine.RenderAsync(template!, variables, html: true)).ShouldNotContain("<img");
    }

    [Fact]
    public async Task Library_HasATemplateForEachEvent_AndEachIsRight()
    {
        TemplateLibrary.All.Select(t => t.Event).ShouldBe(Enum.GetNames<Core.Notices.MailEvent>());
        foreach (var template in TemplateLibrary.All)
        {
            (await TemplateCheck.CheckAsync(template.From("Acme", "orders@acme.example"), engine)).ShouldBeNull(template.Event);
            var html = await Render(template.Body);
            html.ShouldContain("Red mug");
            html.ShouldContain("1001");
            html.ShouldNotContain("{{");
            PlainText.Of(html).ShouldContain("Red mug");
            PlainText.Of(html).ShouldNotContain("@media");
        }
    }

    [Fact]
    public void PlainText_OfHtml_KeepsLinesRowsAndLinks() =>
        PlainText
            .Of(
                "<style>p{}</style><h1>Hello</h1><p>One<br>two &amp; three</p><table><tr><td>Mug</td><td>2</td></tr><tr><td>Tray</td><td>1</td></tr></table><ul><li>a</li><li>b</li></ul><p><a href='https://x.example/t'>Track it</a></p><div style='display: none'>unseen</div>"
            )
            .ShouldBe("Hello\n\nOne\ntwo & three\n\nMug  2\nTray  1\n\n- a\n- b\n\nTrack it (https://x.example/t)\n");

    [Fact]
    public void SafeHtml_LosesWhatCouldAct()
    {
        var safe = SafeHtml.Of(
            "<html><head><style>p{color:red}</style></head><body><script>alert(1)</script><p onclick=\"x()\" style=\"color:red\">a</p><form action=\"/x\"><input></form><a href=\"javascript:x()\">b</a><iframe src=\"/\"></iframe></body></html>"
        );

        safe.ShouldContain("<p style=\"color:");
        foreach (var acting in new[] { "script", "onclick", "<form", "<input", "iframe" })
            safe.ShouldNotContain(acting);
    }

    [Fact]
    public void Translate_TurnsOldPlaceholdersIntoLiquid_AndNamesTheOthers()
    {
        var translated = LegacyPlaceholders.Translate("Order #?OrderNumber?# for #?Customer Name?#, #?customer_first_name?#: #?Weather?#");

        translated.Text.ShouldBe("Order {{ order.number }} for {{ customer.name }}, {{ customer.first_name }}: #?Weather?#");
        translated.Unknown.ShouldBe(["#?Weather?#"]);
    }

    [Theory]
    [InlineData("OrderNumber")]
    [InlineData("Items")]
    [InlineData("OrderDate")]
    [InlineData("VendorName")]
    public async Task Translate_MakesLiquidThatIsRight(string name) =>
        (await Render(LegacyPlaceholders.Translate($"#?{name}?#").Text)).ShouldNotBeNullOrWhiteSpace();

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private async Task<string> Render(string text)
    {
        var (template, fault) = engine.Parse(text);
        fault.ShouldBeNull();
        return await engine.RenderAsync(template!, MailSample.Variables(engine), html: true);
    }
}
