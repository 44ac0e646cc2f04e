// A coupon that was written and not applied counts, too: it goes along with the booking, where it is looked at.
const booking = document.querySelector("[data-testid=book-form]");
const written = document.querySelector("[data-testid=coupon]");
const sent = booking?.querySelector("[name=coupon]");
if (booking && written instanceof HTMLInputElement && sent instanceof HTMLInputElement) {
  booking.addEventListener("submit", () => {
    sent.value = written.value;
  });
}
