// Draws the API's document. A file, because the page lets no script run that stands inside of it.
const place = document.getElementById('swagger-ui');
window.SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
