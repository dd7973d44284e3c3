using BoroughBridge.StandIns.Scans;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.StandIns;

[TestFixture]
public sealed class CoverTextTests
{
    // The check value of the catalogue of parametrised CRC algorithms.
    [Test]
    public void The_check_is_crc_16_ccitt_false() => Assert.That(CoverText.Crc16("123456789"), Is.EqualTo(0x29B1));

    [Test]
    public void The_text_is_the_agreed_one_with_its_check_last() =>
        Assert.That(CoverText.Of("tower-hamlets", "720568", "iro-record", new(2026, 3, 2), 2), Is.EqualTo("BB1*tower-hamlets*720568*iro-record*20260302*2*2C15"));
}
