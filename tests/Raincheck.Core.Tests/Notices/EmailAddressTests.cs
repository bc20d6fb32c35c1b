using Raincheck.Core.Notices;
using Shouldly;

namespace Raincheck.Core.Tests.Notices;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("zoe@example.com")]
    [InlineData("ZOE@EXAMPLE.COM")]
    [InlineData("zoë@exämple.com")]
    [InlineData("zoe@localhost")]
    [InlineData("zoe+mugs@mail.example.co.uk")]
    [InlineData("o'neil@example.com")]
    [InlineData("用户@例子.公司")]
    [InlineData("z@1.example")]
    public void FaultOf_OneAddress_IsNull(string text) => EmailAddress.FaultOf(text).ShouldBeNull();

    [Theory]
    [InlineData("", "@")]
    [InlineData("n/a", "@")]
    [InlineData("zoe@", "domain")]
    [InlineData("@example.com", "mailbox")]
    [InlineData("Zoe <zoe@example.com>", "not one")]
    [InlineData("<zoe@example.com>", "not one")]
    [InlineData("zoe@example.com;a@example.com", "not one")]
    [InlineData("a@x, b@y", "not one")]
    [InlineData("a@x,b@y", "not one")]
    [InlineData("a@x b@y", "not one")]
    [InlineData(" zoe@example.com", "not one")]
    [InlineData("zoe@example.com ", "not one")]
    [InlineData("zoe\u00a0@example.com", "not one")]
    [InlineData("zoe\u200b@example.com", "not one")]
    [InlineData("zoe\u202e@example.com", "not one")]
    [InlineData("zoe@example.com\r\nBcc: all@example.com", "not one")]
    [InlineData("\"zoe anne\"@example.com", "not one")]
    [InlineData("zoe(home)@example.com", "not one")]
    [InlineData("zoe@[127.0.0.1]", "not one")]
    [InlineData("friends: zoe@example.com", "not one")]
    [InlineData("zoe@a@b", "@")]
    [InlineData(".zoe@example.com", "mailbox")]
    [InlineData("zoe.@example.com", "mailbox")]
    [InlineData("zoe..anne@example.com", "mailbox")]
    [InlineData("zoe@.example.com", "domain")]
    [InlineData("zoe@example..com", "domain")]
    [InlineData("zoe@example.com.", "domain")]
    [InlineData("zoe@-example.com", "domain")]
    [InlineData("zoe@exam!ple.com", "domain")]
    [InlineData("mailto:zoe@example.com", "not one")]
    public void FaultOf_AnythingElse_SaysWhy(string text, string says) => EmailAddress.FaultOf(text).ShouldNotBeNull().ShouldContain(says);

    [Fact]
    public void FaultOf_WhatIsTooLong_SaysSo()
    {
        EmailAddress.IsOne(new string('a', 64) + "@example.com").ShouldBeTrue();
        EmailAddress.IsOne(new string('a', 65) + "@example.com").ShouldBeFalse();
        EmailAddress.IsOne("a@" + new string('b', 64) + ".com").ShouldBeFalse();
        EmailAddress.FaultOf(new string('a', EmailAddress.LengthMax) + "@").ShouldNotBeNull().ShouldContain("characters");
    }
}
