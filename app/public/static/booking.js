// A coupon that was written and not applied counts, too: it goes along with the booking, where it is looked at.
const booking = document.querySelector("[data-testid=book-form]");
const written = document.querySelector("[data-testid=coupon]");
if (booking && written) {
  booking.addEventListener("submit", () => {
    booking.querySelector("[name=coupon]").value = written.value;
  });
}
